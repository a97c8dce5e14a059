import type { Backstage } from '../backstage.js';
import type { Fault } from '../fault.js';
import { pick } from '../fingerprint.js';
import { toE164 } from '../phone-number.js';

/** What is known about a number. `activityScore` from 0 (dead) to 100, 50 is unknown. */
export interface PhoneFacts {
  isValid: boolean;
  activityScore: number | null;
  lineType: string | null;
  carrier: string | null;
  isPrepaid: boolean | null;
  grade: string | null;
  isLitigatorRisk: boolean;
}

const fixedScores: Record<string, number> = { '+12125550123': 92, '+12125550155': 62 };
const lineTypes: Record<string, string> = {
  '0701': 'NonFixedVOIP',
  '0702': 'FixedVOIP',
  '0703': 'Landline',
  '0709': 'TollFree',
};

/** The facts of a number: knobs first, then the fault or its last four digits, then the number itself. */
export function phoneFacts(backstage: Backstage, phone: string, fault: Fault<string> | undefined): PhoneFacts {
  const { activityByPhone, gradeByPhone, lineTypeByPhone } = backstage.knobs.of('trestle');
  const number = toE164(phone);
  const isValid = fault?.mode !== 'invalid' && /^\+[1-9]\d{9,14}$/.test(number);
  if (!isValid) return nothing(false);
  if (fault?.mode === 'partial') return nothing(true);
  const activityScore = activityByPhone[number] ?? usualScore(number, fault);
  const isVoip = fault?.mode === 'voip';
  return {
    isValid,
    activityScore,
    lineType: lineTypeByPhone[number] ?? (isVoip ? 'NonFixedVOIP' : (lineTypes[number.slice(-4)] ?? 'Mobile')),
    carrier: 'Sandbox Wireless',
    isPrepaid: false,
    grade: gradeByPhone[number] ?? gradeFor(activityScore),
    isLitigatorRisk: fault?.mode === 'litigator',
  };
}

/** The sandbox's grade for a score: A from 80, B from 70, C from 50, D from 30, else F. */
function gradeFor(activityScore: number): string {
  if (activityScore >= 80) return 'A';
  if (activityScore >= 70) return 'B';
  if (activityScore >= 50) return 'C';
  return activityScore >= 30 ? 'D' : 'F';
}

function usualScore(number: string, fault: Fault<string> | undefined): number {
  if (fault?.mode === 'inactive') return 20;
  if (number.endsWith('0706')) return 50;
  return fixedScores[number] ?? 70 + pick(number, 30);
}

function nothing(isValid: boolean): PhoneFacts {
  return {
    isValid,
    activityScore: null,
    lineType: null,
    carrier: null,
    isPrepaid: null,
    grade: null,
    isLitigatorRisk: false,
  };
}

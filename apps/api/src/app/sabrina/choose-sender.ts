import { TerminalError } from '../workflow/index.js';
import type { SabrinaOptions } from './sabrina.options.js';

/** What decides about the number that a message comes from. */
export interface SenderFacts {
  readonly teamId: string;
  readonly channel: 'sms' | 'voice';
  /** The number that the step asks for. */
  readonly wanted?: string;
  /** Numbers that the team gave the agent. */
  readonly agentNumbers?: readonly string[];
}

/**
 * The number to send from: the one asked for, else the agent's, else the team's, else the default. A number that
 * belongs to another team is never taken: its replies and opt-outs would go to that team.
 * @throws TerminalError INVALID_INPUT for a wanted number that is not this team's; NOT_CONFIGURED when there is none
 */
export function chooseSender(facts: SenderFacts, options: Pick<SabrinaOptions, 'numbers' | 'defaultNumbers'>): string {
  const { teamId, channel, wanted, agentNumbers } = facts;
  const ownerOf = (number: string) => (Object.hasOwn(options.numbers, number) ? options.numbers[number] : undefined);
  const teamNumbers = Object.keys(options.numbers).filter((number) => ownerOf(number) === teamId);
  const fallback = options.defaultNumbers[channel];
  const usable = [...(agentNumbers ?? []), ...teamNumbers, ...(fallback === undefined ? [] : [fallback])].filter(
    (number) => (ownerOf(number) ?? teamId) === teamId,
  );
  if (wanted !== undefined) {
    if (usable.includes(wanted)) return wanted;
    throw new TerminalError('INVALID_INPUT', `${wanted} is not a number that team ${teamId} sends from`);
  }
  const [number] = usable;
  if (number !== undefined) return number;
  throw new TerminalError(
    'NOT_CONFIGURED',
    `Team ${teamId} has no number to send from; give it one in WORKFLOW_NUMBERS`,
  );
}

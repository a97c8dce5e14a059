import type {
  Audience,
  OpenConversationInput,
  OpenConversationOutput,
  OpenerIntent,
} from './open-conversation.schema.js';

type Lead = OpenConversationInput['lead'];

const companyWord = /\b(llc|l\.l\.c|inc|corp|corporation|company|ltd|lp|partners|holdings|group|trust)\b/i;
/** Confidence below which a person looks at an opener first. */
const sureEnough = 0.7;

/** A company's name says business; everybody else is taken for the owner of a home. */
export function audienceOf(lead: Lead): Audience {
  return companyWord.test(lead.name ?? '') ? 'business' : 'homeowner';
}

/** A lead that is ready is introduced to; of any other it is asked first whether it is the right person. */
export function intentOf(lead: Lead): OpenerIntent {
  return lead.qualification === 'ready' ? 'introduce' : 'verify';
}

/** Whether the opener may go out by itself. */
export function nextActionOf(lead: Lead): OpenConversationOutput['nextAction'] {
  const { litigator, dnc, deceased } = lead.facts;
  if (
    lead.phone === null ||
    lead.qualification === 'reject' ||
    litigator === true ||
    dnc === true ||
    deceased === true
  ) {
    return 'do_not_contact';
  }
  return lead.confidence < sureEnough ? 'human_review' : 'send';
}

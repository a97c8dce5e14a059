import type { Audience, OpenerIntent } from './open-conversation.schema.js';

interface Words {
  readonly greeting: string;
  readonly sender: string;
}

type OpenerTemplate = (words: Words) => string;

const optOut = 'Reply STOP to opt out.';

/** The opener of each audience and intent; each fits one or two segments. */
const openers: Record<Audience, Record<OpenerIntent, OpenerTemplate>> = {
  homeowner: {
    introduce: ({ greeting, sender }) =>
      `${greeting}, this is ${sender}. Have you thought about what your home is worth today? I can tell you in two minutes.`,
    verify: ({ greeting, sender }) =>
      `${greeting}, this is ${sender}. Am I right that this is the number of the owner of the home?`,
    reconnect: ({ greeting, sender }) => `${greeting}, ${sender} again. Is this a better time to talk about your home?`,
  },
  landlord: {
    introduce: ({ greeting, sender }) =>
      `${greeting}, this is ${sender}. Would you look at an offer for one of your rentals if it came without fees?`,
    verify: ({ greeting, sender }) => `${greeting}, this is ${sender}. Am I right that you look after the rental?`,
    reconnect: ({ greeting, sender }) =>
      `${greeting}, ${sender} again. Has anything changed with your rental since we wrote?`,
  },
  business: {
    introduce: ({ greeting, sender }) =>
      `${greeting}, this is ${sender}. Who is the right person to ask about your property plans this year?`,
    verify: ({ greeting, sender }) =>
      `${greeting}, this is ${sender}. Is this the right number for questions about your property?`,
    reconnect: ({ greeting, sender }) => `${greeting}, ${sender} again. Is there somebody else I should ask?`,
  },
};

/** The text of an opener: greeting by first name, or none for a company or a lead without a name. */
export function openerText(audience: Audience, intent: OpenerIntent, name: string | null, sender: string): string {
  const firstName = audience === 'business' ? undefined : name?.trim().split(/\s+/)[0]?.slice(0, 40);
  const greeting = firstName === undefined || firstName === '' ? 'Hello' : `Hi ${firstName}`;
  return `${openers[audience][intent]({ greeting, sender })} ${optOut}`;
}

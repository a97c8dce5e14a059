import { z } from 'zod';

const phone = z.union([z.string(), z.array(z.string())]);

/** A message as SignalHouse stores it; new fields are let through. */
export const signalHouseMessage = z.looseObject({
  _id: z.string().min(1),
  status: z.string().nullish(),
  direction: z.string().nullish(),
  messageBody: z.string().nullish(),
  senderPhoneNumber: z.string().nullish(),
  recipientPhoneNumber: phone.nullish(),
  errorCode: z.union([z.string(), z.number()]).nullish(),
  cost: z.number().nullish(),
  createdAt: z.union([z.string(), z.number()]).nullish(),
});
export type SignalHouseMessage = z.infer<typeof signalHouseMessage>;

/** Answer of `POST /message/sms`. */
export const sendSmsAnswer = z.looseObject({
  enqueuedCount: z.number().int().min(0),
  insertedMessages: z.array(signalHouseMessage).nullish(),
  dncBlockedNumbers: z.array(z.unknown()).nullish(),
});

/** Answer of `GET /message`: the list, bare or under a name, since the vendor documents no shape. */
export const messageListAnswer = z.union([
  z.array(signalHouseMessage),
  z.looseObject({ messages: z.array(signalHouseMessage) }).transform((answer) => answer.messages),
  z.looseObject({ data: z.array(signalHouseMessage) }).transform((answer) => answer.data),
]);

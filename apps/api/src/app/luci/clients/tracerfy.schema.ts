import { z } from 'zod';

const flag = z.boolean().nullish();

/** A person of a trace; new fields are let through. */
export const tracedPerson = z.looseObject({
  first_name: z.string().nullish(),
  last_name: z.string().nullish(),
  full_name: z.string().nullish(),
  deceased: flag,
  property_owner: flag,
  litigator: flag,
  phones: z
    .array(
      z.looseObject({
        number: z.string(),
        type: z.string().nullish(),
        dnc: flag,
        tcpa: flag,
        rank: z.number().nullish(),
      }),
    )
    .nullish()
    .transform((phones) => phones ?? []),
});
export type TracedPerson = z.infer<typeof tracedPerson>;

/** Answer of `POST /trace/lookup/`. */
export const lookupAnswer = z.looseObject({
  hit: z.boolean(),
  credits_deducted: z.number().min(0).nullish(),
  persons: z.array(tracedPerson).nullish(),
});

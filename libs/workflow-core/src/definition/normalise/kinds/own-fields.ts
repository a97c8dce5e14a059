import type { StepBase } from '../../definition.js';
import type { ObjectReader } from '../../reading/object-reader.js';
import type { Step } from '../../step-kinds.js';

/** What a step of one kind has beside what steps of every kind have. */
export type OwnFields<Kind extends Step = Step> = Kind extends Step ? Omit<Kind, keyof StepBase> : never;

/** Reads the steps of a map, loop or interleave, from its field `steps`. */
export type ReadInnerSteps = (container: ObjectReader) => Step[];

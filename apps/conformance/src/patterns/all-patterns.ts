import type { Pattern } from '../pattern.js';
import { basicPatterns } from './basic.js';
import { branchingPatterns } from './branching.js';
import { cancellingPatterns } from './cancelling.js';
import { instancePatterns } from './instances.js';
import { iterationPatterns } from './iteration.js';
import { statePatterns } from './state.js';

/** The patterns, by their numbers. */
export const allPatterns: readonly Pattern[] = [
  ...basicPatterns,
  ...branchingPatterns,
  ...cancellingPatterns,
  ...instancePatterns,
  ...iterationPatterns,
  ...statePatterns,
].toSorted((a, b) => a.number - b.number);

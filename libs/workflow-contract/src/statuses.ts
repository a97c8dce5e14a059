import { runStatuses, stepStatuses } from '@workflow/core';
import { z } from 'zod';

export const RunStatus = z.enum(runStatuses).meta({ id: 'RunStatus' });
export type RunStatus = z.infer<typeof RunStatus>;

export const StepStatus = z.enum(stepStatuses).meta({ id: 'StepStatus' });
export type StepStatus = z.infer<typeof StepStatus>;

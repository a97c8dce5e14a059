import { z } from 'zod';

/** From the smallest: `viewer` reads; `operator` also starts, signals, cancels; `author` also publishes; `admin` all. */
export const roles = ['viewer', 'operator', 'author', 'admin'] as const;
export const Role = z.enum(roles).meta({ id: 'Role' });
export type Role = z.infer<typeof Role>;

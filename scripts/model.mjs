#!/usr/bin/env node
import { runBesideRedis } from './setup/run-beside-redis.mjs';

await runBesideRedis('apps/api/dist/app/workflow/model/main.js');

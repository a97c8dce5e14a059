#!/usr/bin/env node
import { runBesideRedis } from './setup/run-beside-redis.mjs';

await runBesideRedis('apps/conformance/dist/main.js');

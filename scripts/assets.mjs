#!/usr/bin/env node
import { copyAssets } from './setup/copy-assets.mjs';
import { root } from './setup/root.mjs';

// The compiler leaves scripts and pages behind; the build of a project puts them beside the modules that load them.
copyAssets(root);

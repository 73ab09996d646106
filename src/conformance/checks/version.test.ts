import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VersionPromise } from '../../contract/contract.ts';
import { deploymentOf } from '../../deployment/deployment.fixture.ts';

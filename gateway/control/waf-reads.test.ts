import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  GetWebACLCommand,
  GetWebACLForResourceCommand,
  ListWebACLsCommand,
  WAFV2Client,
} from '@aws-sdk/client-wafv2';
import { restApi, restStage, stackOf } from '../api.fixture.ts';
import { serveDeployment } from '../main.ts';

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { DefinitionError } from './definition-error.ts';
import { aRestApi, loadText } from './written-template.fixture.ts';

const template = (rule: string, more = ''): string => `Parameters:
  Stage: { Type: String, Default: dev }
  Sizes: { Type: CommaDelimitedList, Default: 'small,large' }
Rules:
  Mine:
${rule}
Resources:${aRestApi}${more}`;

const refusal = (text: string, parameters: Record<string, string> = {}): string | null => {
  try {
    loadText(text, { parameters });
    return null;
  } catch (error) {
    if (error instanceof DefinitionError) return `${error.line}: ${error.message}`;
    throw error;
  }
};

it('rules refuse parameters that their assertions don’t hold for, where their condition holds', () => {
  const text = template(`    RuleCondition: !Equals [!Ref Stage, prod]
    Assertions:
      - Assert: !EachMemberIn [!Ref Sizes, [large, huge]]
        AssertDescription: production takes large ones only`);
  assert.equal(refusal(text), null);
  assert.equal(
    refusal(text, { Stage: 'prod' }),
    '8: The rule Mine refuses the parameters: production takes large ones only.',
  );
  assert.equal(refusal(text, { Stage: 'prod', Sizes: 'large' }), null);
});

it('rules have functions of their own, which only they may call', () => {
  for (const [assertion, holds] of [
    ['!Contains [[dev, prod], !Ref Stage]', true],
    ['Fn::Contains: [[prod], !Ref Stage]', false],
    ['Fn::EachMemberEquals: [!Ref Sizes, small]', false],
    ['Fn::EachMemberEquals: [[a, a], a]', true],
  ] as const) {
    const written = assertion.startsWith('!') ? assertion : `{ ${assertion} }`;
    const text = template(`    Assertions: [{ Assert: ${written} }]`);
    assert.equal(refusal(text) === null, holds, assertion);
  }
  const elsewhere = `Conditions: { C: !Contains [[a], a] }\nResources:${aRestApi}`;
  assert.match(refusal(elsewhere) ?? '', /!Contains isn't a function of CloudFormation/);
});

it('a rule that asks an AWS account is told as not checked', () => {
  const text = template(
    '    Assertions: [{ Assert: !EachMemberIn [!ValueOfAll ["AWS::EC2::VPC::Id", Tags.a], [b]] }]',
  );
  const { warnings } = loadText(text);
  assert.deepEqual(
    warnings.map(({ resource, message, advice }) => [resource, message, advice]),
    [['Mine', 'the rule asks an AWS account, so it is not checked here', true]],
  );
});

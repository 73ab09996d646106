import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UsageError } from '../errors/usage-error.ts';
import { profileOf } from './traffic-profile.ts';
import { alongRange, isVolume, readVolume } from './volume.ts';

describe('a monthly volume', () => {
  it('is a number as people write one', () => {
    for (const text of ['25000000', '25e6', '25M', '25m', '25,000,000', '25_000_000', '0.025B', ' 25 M ']) {
      assert.deepEqual(readVolume(text), { kind: 'number', requests: 25_000_000 }, text);
    }
    assert.deepEqual(readVolume('1'), { kind: 'number', requests: 1 });
  });

  it('or a range', () => {
    assert.deepEqual(readVolume('1e6..1e9'), { kind: 'range', from: 1e6, to: 1e9 });
    assert.deepEqual(readVolume('500k..2M'), { kind: 'range', from: 500_000, to: 2_000_000 });
    assert.deepEqual(alongRange(3e6, 25e6), [3e6, 5e6, 10e6, 20e6, 25e6]);
    assert.deepEqual(alongRange(1, 2), [1, 2]);
  });

  it('is refused where it is no number of calls', () => {
    for (const text of [
      'abc',
      '-5',
      '0',
      '1.5',
      '1e-3',
      'NaN',
      'Infinity',
      '1e16',
      '1..2..3',
      '..5',
      '5..',
      '9..3',
      '25,0',
      '0x10',
    ]) {
      assert.throws(() => readVolume(text), UsageError, text);
    }
  });

  it('is told from a file by its looks', () => {
    for (const text of ['25M', '1e6..1e9', 'abc', '1.5', '0.025B']) assert.equal(isVolume(text), true, text);
    for (const text of ['traffic.json', './traffic', 'a/b', '../months.csv'])
      assert.equal(isVolume(text), false, text);
  });
});

describe('a traffic profile', () => {
  const months = (text: string) => {
    const profile = profileOf(text, 'traffic');
    assert.equal(profile.kind, 'profile');
    return profile.kind === 'profile' ? profile.months : [];
  };

  it('is a list of months in JSON, bare or with names', () => {
    assert.deepEqual(months('[1e6, "2M"]'), [
      { name: 'month 1', requests: 1_000_000 },
      { name: 'month 2', requests: 2_000_000 },
    ]);
    const named = [
      { name: 'jan', requests: 5 },
      { name: 'feb', requests: 0 },
    ];
    assert.deepEqual(months('[{"month":"jan","requests":5},{"name":"feb","requests":0}]'), named);
    assert.deepEqual(months('{"months":[{"month":"jan","requests":5},{"month":"feb","requests":0}]}'), named);
  });

  it('or in CSV, in any order of columns', () => {
    const named = [{ name: 'jan', requests: 5_000_000 }];
    assert.deepEqual(months('month,requests\njan,5e6\n'), named);
    assert.deepEqual(months('\ufeffRequests;Month\r\n5000000;"jan"\r\n'), named);
    assert.deepEqual(months('requests\n7'), [{ name: 'month 1', requests: 7 }]);
  });

  it('is refused with the place of the mistake', () => {
    const refused = (text: string, pattern: RegExp) =>
      assert.throws(
        () => profileOf(text, 'traffic'),
        (error) => error instanceof UsageError && pattern.test(error.message),
        text,
      );
    refused('[]', /no month/);
    refused('', /no column "requests"/);
    refused('{"a":1}', /no list of months/);
    refused('[1e6, -2]', /month 2: -2/);
    refused('[1e6, null]', /month 2: null/);
    refused('[{"month":"jan"}]', /month 1: requests is missing/);
    refused('[1', /not JSON/);
    refused('month,requests\njan,1..5', /month 1: "1..5"/);
    refused('month,volume\njan,1', /no column/);
    refused(JSON.stringify(Array.from({ length: 121 }, () => 1)), /121 months/);
  });
});

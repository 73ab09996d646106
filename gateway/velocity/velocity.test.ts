import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compileVelocity } from './compile.ts';
import { jsonText, parseJson } from './json.ts';

const variables = (): Record<string, unknown> => ({
  whole: 7,
  text: 'a,b,,',
  empty: '',
  items: [{ foo: 'bar' }, 1],
  map: { k: 1, gone: null, deep: [1, { a: 2 }] },
});

const render = (template: string): string => compileVelocity(template)(variables());

function prints(expectations: readonly (readonly [template: string, text: string])[]): void {
  for (const [template, text] of expectations) assert.equal(render(template), text, template);
}

describe('a mapping template', () => {
  it('prints maps as Java does and lists of documents as JSON', () =>
    prints([
      ['$map', '{k=1, gone=null, deep=[1,{"a":2}]}'],
      ['$items $items[0] $!{map.k}x $!map.deep[1].a', '[{"foo":"bar"},1] {foo=bar} 1x 2'],
      ['#set($own = ["a", 1, {"b": [2]}])$own', '[a, 1, {b=[2]}]'],
      ['$map.keySet() $map.entrySet()', '[k, gone, deep] [k=1, gone=null, deep=[1,{"a":2}]]'],
    ]));

  it('prints nothing for what is not there, however long the way', () =>
    prints([['[$nothing|$map.gone|$map.a.b.c()|$items[9]|$whole.x]', '[||||]']]));

  it('leaves signs alone that begin no reference and no directive', () =>
    prints([['$5.00 #1 a@b.c "#" $', '$5.00 #1 a@b.c "#" $']]));

  it('takes nothing for equal to the empty text and to null, and an empty list for neither', () =>
    prints([
      ['#if($nothing == "")t#end#if($nothing == $null)t#end#if($empty == $nothing)t#end', 'ttt'],
      ['#set($l = [])#if($l == "" || $l == $null)t#{else}f#end', 'f'],
      ['#if($nothing)t#{else}f#end#if($empty)t#{else}f#end#if($whole)t#end', 'fft'],
    ]));

  it('compares numbers by value and other kinds by what they print', () =>
    prints([
      ['#if($whole == "7" && $whole >= 7 && $whole < 7.5 && $whole != 8)t#end', 't'],
      ['#if($nothing > 1 || $nothing < 1)t#{else}f#end', 'f'],
      ['#if($whole gt 6 and not ($whole eq 8))t#end', 't'],
    ]));

  it('calculates as Java does: whole numbers stay whole, texts are put together', () =>
    prints([
      ['#set($x = $whole / 2)$x #set($x = $whole % 4 * 2)$x #set($x = $whole / 2.5)$x', '3 6 2.8'],
      ['#set($x = -7 / 2)$x #set($x = "a" + $whole)$x [#set($x = $whole / 0)$x]', '-3 a7 []'],
    ]));

  it('tells doubles from whole numbers, as Java prints and calculates them', () => {
    const document = parseJson('{"a": 1.0, "b": 1e3, "c": 0.0001, "d": 12345678.5, "e": [10.0, 1.5, 2]}');
    const text = '{a=1.0, b=1000.0, c=1.0E-4, d=1.23456785E7, e=[10.0,1.5,2]}';
    assert.equal(compileVelocity('$d')({ d: document }), text);
    prints([
      ['#set($x = 7.0 / 2)$x #set($x = 6 * 2.5)$x #set($x = 1.0)$x #set($x = $x + 1)$x', '3.5 15.0 1.0 2.0'],
      ['#set($x = 7.0)#if($x == $whole && $x > 6 && $x != "7")t#end $x.intValue() $x.toString()', 't 7 7.0'],
    ]);
  });

  it('loops over lists, ranges and the values of maps, and knows where it is', () =>
    prints([
      ['#foreach($i in $items)$foreach.index$foreach.count#if($foreach.hasNext),#end#end', '01,12'],
      ['#foreach($i in [3..1])$i#if($foreach.last).#end#end', '321.'],
      ['#set($own = {"a": 1, "b": 2})#foreach($v in $own)$v#end$!v', '12'],
      ['#foreach($i in [1..5])#if($i == 3)#break#end$i#end!', '12!'],
      ['#foreach($a in [1,2])#foreach($b in [1,2])$foreach.parent.count$b #end#end', '11 12 21 22 '],
      ['#foreach($i in $nothing)x#end.', '.'],
    ]));

  it('ends a loop after 1000 rounds, AWS’s quota', () =>
    prints([['#foreach($i in [1..3000])#set($n = $i)#end$n', '1000']]));

  it('has the methods of Java’s texts, lists and maps', () =>
    prints([
      [
        '$text.split(",").size() $text.replace(",", ".") $text.replaceAll("(,)+", "<$1>")',
        '2 a.b.. a<,>b<,>',
      ],
      ['$text.substring(1, 3) $text.indexOf("b") $text.toUpperCase() $text.length()', ',b 2 A,B,, 5'],
      ['$text.matches("[a-z]+") $text.contains("b,") $empty.isEmpty()', 'false true true'],
      ['#set($l = [1])$l.add(2) $l.contains("2") $l.get(1) $l.size() $l.isEmpty()', 'true true 2 2 false'],
      ['$map.containsKey("gone") $map.containsKey("x") $map.get("k") $map.size()', 'true false 1 3'],
      ['#foreach($e in $map.entrySet())$e.key$e.getValue()#break#end', 'k1'],
      ['$map.toString().contains("k=1") $whole.toString().length()', 'true 1'],
    ]));

  it('sets variables, keys and indices', () =>
    prints([
      ['#set($map.new = "a")#set($map["k"] = [])$map.new$map.k', 'a[]'],
      ['$map.put("p", 1)$map.put("p", 2)', '1'],
      ['#set($items[1] = 5)$items', '[{"foo":"bar"},5]'],
    ]));

  it('fills texts in double quotes, and those in single quotes not', () =>
    prints([['#set($a = "$whole #if(true)y#end $!{map.k}")#set($b = \'$whole\')$a|$b', '7 y 1|$whole']]));

  it('takes doubled quotes inside a text for one, and leaves those that it writes', () =>
    prints([
      ['{"a": "", "b": $text.concat("{""c"": ""$whole""}")}', '{"a": "", "b": a,b,,{"c": "7"}}'],
      ['#set($x = "")#if($x == "")""#end#set($y = "say ""hi""")$y$y.replace("""", "")', '""say "hi"say hi'],
      [`#set($y = 'it''s')$y #set($y = '''')$y[#set($y = '')$y]`, "it's '[]"],
    ]));

  it('takes directives in braces, and leaves braces alone that hold no name', () =>
    prints([
      [
        '#{if}(false)a#{elseif}(true)b#{else}c#{end} #{foreach}($i in [1,2])$i#{end}#{set}($x = 3)$x',
        'b 123',
      ],
      [`\${ } \${1} #[[\${ } #{if}(true)]]#`, `\${ } \${1} \${ } #{if}(true)`],
    ]));

  it('has macros, definitions, evaluation, unparsed blocks and comments', () =>
    prints([
      ['#macro(hi $name)Hi $name#end#hi("A")#hi($whole)$!name', 'Hi AHi 7'],
      ['#define($block)<$whole>#end$block#set($whole = 8)$block', '<7><8>'],
      ['#set($source = "1")#evaluate("#set($y = $source)$y")', '1'],
      ['#[[$whole #if]]#', '$whole #if'],
      ['a## gone\n#* gone *#b', 'ab'],
      ['a#stop b', 'a'],
    ]));

  it('keeps the digits of numbers that JavaScript would round', () => {
    const document = parseJson(
      '{"id": 12345678901234567890, "in": ["1234567890123456", 0.1234567890123456]}',
    );
    const text = '{id=12345678901234567890, in=["1234567890123456",0.1234567890123456]}';
    assert.equal(compileVelocity('$d #if($d.id > 1)t#end')({ d: document }), `${text} t`);
    assert.equal(
      jsonText(document),
      '{"id":12345678901234567890,"in":["1234567890123456",0.1234567890123456]}',
    );
  });

  it('that runs, writes or calls itself without end fails', () => {
    const loop = (inside: string): string => `#foreach($i in [1..1000])${inside}#end`;
    assert.throws(() => render('#macro(m)#m()#end#m()'), /calls itself without end/);
    assert.throws(() => render(loop(loop(loop('x')))), /runs without end/);
    assert.throws(
      () => render('#set($x = "0123456789")#foreach($i in [1..30])#set($x = "$x$x")#end'),
      /writes/,
    );
  });

  it('cannot reach what JavaScript’s objects bring with them', () =>
    prints([
      ['[$map.constructor|$map.__proto__|$text.constructor|$items.map|$map.hasOwnProperty("k")]', '[||||]'],
      ['#set($map.__proto__.x = 1)#set($map["__proto__"] = {"x": 1})[$map.x|$own.x]', '[|]'],
    ]));

  it('of whatever text either renders or fails with an error', () => {
    const pieces = fc.constantFrom(
      ...['$', '#', '{', '}', '(', ')', '[', ']', '"', "'", '#if(', '#end', '#set($a = ', '#foreach($i in '],
      ...[
        '$map',
        '$items',
        '.k',
        '.size()',
        '#else',
        '#macro(m $x)',
        '#m(1)',
        '..',
        '1',
        ' + ',
        ' == ',
        '\n',
      ],
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const source = parts.join('');
        try {
          assert.equal(typeof render(source), 'string');
        } catch (error) {
          assert.ok(error instanceof Error && !(error instanceof TypeError), `${source}: ${error}`);
        }
      }),
      { seed: 20260710, numRuns: 2000 },
    );
  });

  it('of text without signs is that text', () =>
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/[$#\\]/.test(text));
        assert.equal(render(text), text);
      }),
      { seed: 20260710, numRuns: 300 },
    ));
});

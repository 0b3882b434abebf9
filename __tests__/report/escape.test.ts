import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  forLog,
  forMarkdown,
  forMarkdownBlock,
  forMarkdownCode,
  forMarkdownProse,
  forSarif,
  forShell,
  shellCommand,
  visible,
} from '../../src/report/escape.ts';
import { runs } from '../support/runs.ts';
import { isWorkflowCommand } from './support/runner-commands.ts';
import { isMoreThanText } from './support/sarif-readers.ts';

/** Text of the pieces that attacks are made of, and of anything else. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '::',
        ':',
        '##[',
        '##',
        '[',
        ']',
        'error',
        '::error::',
        ' ',
        '\t',
        '\n',
        '\r\n',
        '\u2028',
        '\u200b',
        '\u0085',
        '\u202e',
        '\u00a0',
        '\u3000',
        '\u001b[31m',
        '`',
        '``',
        '|',
        '<',
        '>',
        '&',
        '<img src=x onerror=y>',
        '@octocat',
        '#1',
        'https://evil.example',
        'www.evil.example',
        '![x](y)',
        '](',
        '\\[',
        '\\](z)',
        '{0}',
        '{',
        '}',
        '*',
        '_',
        '~~',
        '\\',
        '- ',
        '1. ',
        '# ',
        '---',
        '$(id)',
        "'",
        '"',
        ';',
        '%0A',
        '-->',
        '</details>',
        '\ud800',
        '\u{e0041}',
        '\u3164',
        '+',
        '=',
      ),
      fc.string({ unit: 'binary', maxLength: 8 }),
    ),
    { maxLength: 12 },
  )
  .map((pieces) => pieces.join(''));

describe('forLog', () => {
  test('T28 no text becomes a workflow command, not even behind white space', () => {
    fc.assert(
      fc.property(hostile, (text) => !isWorkflowCommand(forLog(text))),
      { numRuns: runs() },
    );
    fc.assert(
      fc.property(hostile, (text) => !isWorkflowCommand(forLog(`    ${text}`))),
      { numRuns: runs() },
    );
  });
  test('T28 the reader of commands that this is held against does find them', () => {
    expect(
      ['::error::x', '  ::add-mask::x', 'a ##[error]x', '#\u200b#[error]x'].map(isWorkflowCommand),
    ).toEqual([true, true, true, true]);
  });
  test('T28 is one line of visible characters and plain spaces', () => {
    fc.assert(
      fc.property(hostile, (text) => /^(?:[^\p{C}\p{Z}\p{DI}]| )*$/u.test(forLog(text))),
      { numRuns: runs() },
    );
  });
  test('changes nothing when applied again', () => {
    fc.assert(
      fc.property(hostile, (text) => forLog(forLog(text)) === forLog(text)),
      { numRuns: runs() },
    );
  });
  test('shows what it hides', () => {
    expect(forLog('::error::a\u001b[2J\r\n##[set-env]b\u202e')).toBe(
      '\\u{3a}:error::a\\u{1b}[2J\\u{d}\\u{a}##\\u{5b}set-env]b\\u{202e}',
    );
  });
  test('leaves names of every script alone', () => {
    expect(forLog('dist/Übung 日本語 a::b.tgz')).toBe('dist/Übung 日本語 a::b.tgz');
  });
});

describe('forMarkdown', () => {
  test('T28 nothing in it can begin structure', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const inert = forMarkdown(text);
        expect(inert).not.toMatch(/[<>`*_~[\]\\|$^{}@\n\r]/);
        // The only `&` and `#` are those of entities of ours.
        expect(inert.replace(/&#\d+;/g, '')).not.toMatch(/[&#]/);
        expect(inert).not.toMatch(/:(?=\S)|www\.|^(?: |[-+=]|\d{1,9}[.)])/i);
      }),
      { numRuns: runs() },
    );
  });
  test('T28 shows the text itself once entities are read', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const read = forMarkdown(text)
          .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
          .replaceAll('\u200b', '');
        expect(read).toBe(visible(text));
      }),
      { numRuns: runs() },
    );
  });
  test('T28 stops mentions and issue references, which GitHub makes of the rendered text', () => {
    expect(forMarkdown('@octocat fixed #1')).toBe('&#64;&#8203;octocat fixed &#35;&#8203;1');
  });
});

/** The content of a code span as CommonMark reads it; `undefined` when `text` is not one whole span. */
function readSpan(text: string): string | undefined {
  const fence = /^`+/.exec(text)?.[0] ?? '';
  const runs = text.match(/`+/g) ?? [];
  if (fence === '' || runs.filter((run) => run === fence).length !== 2 || runs.at(-1) !== fence)
    return undefined;
  const inner = text.slice(fence.length, -fence.length);
  return /^ .* $/.test(inner) && inner.trim() !== '' ? inner.slice(1, -1) : inner;
}

describe('forMarkdownCode', () => {
  test('T28 is closed by no run of backticks inside, and holds neither pipe nor line end', () => {
    fc.assert(
      fc.property(
        hostile.filter((text) => text !== ''),
        (text) => {
          const span = forMarkdownCode(text);
          expect(span).not.toMatch(/[|\n\r]/);
          const expected = visible(text).replaceAll('|', '\\u{7c}');
          expect(readSpan(span)).toBe(expected.trim() === '' ? '\\u{20}'.repeat(expected.length) : expected);
        },
      ),
      { numRuns: runs() },
    );
  });
  test('shows a plain name as it is', () => {
    expect(forMarkdownCode('dist/app.tgz')).toBe('`dist/app.tgz`');
    expect(forMarkdownCode('`a')).toBe('`` `a ``');
    expect(forMarkdownCode('')).toBe('(empty)');
  });
});

describe('forMarkdownProse', () => {
  test('T28 outside of its code spans nothing can begin structure', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const outside = forMarkdownProse(text).replace(/(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, '');
        expect(outside).not.toMatch(/[<>`*_~[\]\\|$^{}@\n\r]/);
      }),
      { numRuns: runs() },
    );
  });
  test('shows names as code', () => {
    expect(forMarkdownProse('Give `files`, or `base``x` and *y*.')).toBe(
      'Give `files`, or `base` `x` and &#42;y&#42;.',
    );
  });
});

test('T28 forMarkdownBlock is closed by no line of its content', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const [first = '', ...rest] = forMarkdownBlock('sh', text).split('\n');
      const last = rest.pop();
      const fence = first.slice(0, -2);
      expect(last).toBe(fence);
      for (const line of rest) expect(line.includes(fence)).toBe(false);
    }),
    { numRuns: runs() },
  );
});

describe('forSarif', () => {
  test('T28 no reader finds a link or a placeholder, whatever it makes of backslashes', () => {
    fc.assert(
      fc.property(hostile, (text) => !isMoreThanText(forSarif(text))),
      { numRuns: runs() },
    );
  });
  test('T28 the readers that this is held against do find them', () => {
    const attacks = ['[a](b)', '[a] (b)', '\\\\[a](b)', '\\[a\\](b)', '{0}', 'a{b'];
    expect(attacks.map(isMoreThanText)).toEqual([true, true, true, true, true, true]);
    expect(isMoreThanText('dist/a\\[1\\] {{x}}')).toBe(false);
  });
  test('T28 is one line of visible characters', () => {
    fc.assert(
      fc.property(hostile, (text) => /^(?:[^\p{C}\p{Z}\p{DI}]| )*$/u.test(forSarif(text))),
      { numRuns: runs() },
    );
  });
  test('shows the text itself once its escapes are read', () => {
    expect(forSarif('a\u202e[x](y) {0} \\ \u{e0041}')).toBe('a<U+202E>\\[x\\] (y) {{0}} \\\\ <U+E0041>');
    expect(forSarif('dist/Übung 日本語.tgz')).toBe('dist/Übung 日本語.tgz');
  });
});

describe('forShell', () => {
  test('T28 a real shell reads back each word', () => {
    const word = fc
      .oneof(hostile, fc.string({ unit: 'binary' }))
      .map((text) => text.replaceAll('\0', '').toWellFormed());
    const words = fc.sample(word, { numRuns: 200, seed: 7 });
    // 200 words in a few runs of the shell: each prints its arguments, NUL-terminated.
    for (let from = 0; from < words.length; from += 20) {
      const batch = words.slice(from, from + 20);
      const script = `printf '%s\\0' ${batch.map(forShell).join(' ')}`;
      const printed = execFileSync('sh', ['-c', script], { encoding: 'utf8' });
      expect(printed.split('\0').slice(0, -1)).toEqual(batch);
    }
  });
  test('quotes what needs it and nothing else', () => {
    expect(shellCommand(['custody', 'verify', '--repository', 'o/r', 'dist/*', "it's", ''])).toBe(
      "custody verify --repository o/r 'dist/*' 'it'\\''s' ''",
    );
  });
  test('refuses NUL, which no word can hold', () => {
    expect(() => forShell('a\0b')).toThrow(new RangeError('A word of a shell command cannot hold NUL.'));
  });
});

// All parsers of a stranger's text on the node's one thread, with the longest text that each is given.
import { createOriginReader } from '../../../../server/http/edge/request-origin.ts'
import { nameIn } from '../../../../server/http/edge/origin-guard.ts'
import { HEADER_BYTES_MAX, JSON_BYTES_MAX } from '../../../../server/http/edge/http-limits.ts'
import { browserName } from '../../../../server/accounts/sessions/browser-name.ts'
import { createCookies } from '../../../../server/accounts/sessions/session-cookies.ts'
import { createGuestSessions } from '../../../../server/accounts/sessions/guest-sessions.ts'
import { refuseWeakPassword } from '../../../../server/accounts/sign-in/password-strength.ts'
import { isJson } from '../../../../server/sync/presence/presence-entries.ts'
import { programOf } from '../../../../shared/behavior/program-parser.ts'
import { cleanPicture } from '../../../../shared/pictures/clean-picture.ts'
import { PASSWORD_MAX } from '../../../../shared/wire/api/account-bodies.ts'
import { ACTION_BYTES_MAX, parseRequest } from '../../../../shared/wire/frames/action-request.ts'
import {
  parseAnyAccount,
  parseAnyAddress,
  parseNodeName,
  wordFrom,
} from '../../../../shared/world/address.ts'
import { FRAME_TOKEN } from '../../../../shared/world/framing.ts'
import { pageValuesIn } from '../../../../shared/world/page-values.ts'
import { FIELDS, parseField } from '../../../../shared/world/scene/scene-fields.ts'
import { PRESENCE_BYTES_MAX, TEXT_MAX } from '../../../../shared/world/limits.ts'
import { parseJson } from '../../../../shared/json/plain-json.ts'
import type { Generator } from './generator.ts'
import { texts, type Recipe } from './texts.ts'

/**
 * Marks that are sorted when a text is put together, a letter with its mark, and letters that become another
 * one, or several.
 */
const UNICODE = [
  '\u0301',
  '\u0323',
  'a\u0301',
  '\u1100\u1161',
  '\u0130',
  '\u03a3',
  '\ufdfa',
  '\ud800',
  '👍',
  '\u200d',
]
const ADDRESS = [...UNICODE, 'a', '/', '@', ':', '.', '-', '[', ']', '1', '0x', '%', ' ']
const JSON_TEXT = [
  '[',
  ']',
  '{',
  '}',
  '"',
  '\\',
  ',',
  ':',
  '{"a":',
  '[]',
  '{}',
  '"a"',
  '1',
  '1e9',
  '-0.1',
  'null',
  ' ',
  '\\u0061',
  '"k":0,',
]
const MARKDOWN = [
  '`',
  '~',
  '```',
  '~~~',
  'js',
  '\n',
  '\r',
  '\t',
  ' ',
  '    ',
  'a',
  '#',
  '#a',
  '# ',
  '- ',
  '1. ',
  '>',
  '* ',
  '_',
  '<!--',
  '-->',
  '<pre>',
  '</pre>',
  '\u0301',
  '\u2028',
]
const HEADS = [
  'a',
  'A',
  '1',
  '.',
  ',',
  ';',
  '=',
  ' ',
  '\t',
  ':',
  '/',
  '"',
  '(',
  'Version/',
  'Safari/',
  'Mac OS X',
  '127.0.0.1',
  '::ffff:',
  '[',
  ']',
]
const SVG = [
  '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1">',
  '</svg>',
  '<g>',
  '</g>',
  '<path d="M0 0"/>',
  '<style>',
  '</style>',
  'a{b:c}',
  '/*',
  '*/',
  '{',
  '}',
  ';',
  'url(#a)',
  '(',
  ' ',
  'a',
  '<use href="#a"/>',
  '<g id="a">',
  '&#65;',
  '<!--',
  '-->',
  ' a="b"',
]

/** The most that a drawing has. */
const SVG_BYTES = 1024 * 1024

const bytes = new TextEncoder()
const SECRET = new Uint8Array(32)
const cookies = createGuestSessions({
  secret: SECRET,
  cookies: createCookies(SECRET),
  clock: { now: () => 0 },
  random: (count) => new Uint8Array(count),
})
const arrivalOf = createOriginReader(['127.0.0.1', '10.0.0.0/8'])
const cameBy = (header: string): unknown =>
  arrivalOf({
    headers: {
      host: header,
      'x-forwarded-for': header,
      'x-forwarded-host': header,
      'x-forwarded-proto': header,
    },
    socket: { remoteAddress: '127.0.0.1' } as never,
  })

/** A parser that throws has worked as well. */
const tried =
  (work: (text: string) => unknown) =>
  (text: string): unknown => {
    try {
      return work(text)
    } catch {
      return null
    }
  }

export const PARSERS: readonly Generator<Recipe>[] = [
  texts({ name: 'addresses', most: JSON_BYTES_MAX, pieces: ADDRESS, work: parseAnyAddress }),
  texts({ name: 'accounts', most: JSON_BYTES_MAX, pieces: ADDRESS, work: parseAnyAccount }),
  texts({ name: 'names of nodes', most: JSON_BYTES_MAX, pieces: ADDRESS, work: parseNodeName }),
  texts({
    name: 'titles as words',
    most: JSON_BYTES_MAX,
    pieces: ADDRESS,
    work: (text) => wordFrom(text, 'world'),
  }),
  texts({
    name: 'fields of things',
    most: TEXT_MAX,
    pieces: [...ADDRESS, 'emoji:', 'paint:#', 'asset:'],
    work: (text) => FIELDS.map((field) => parseField(field, text)),
  }),
  texts({
    name: 'cookies',
    most: HEADER_BYTES_MAX,
    pieces: [...HEADS, 'inkland_session=a.b;', 'inkland_session='],
    work: (text) => cookies.read({ cookie: text }),
  }),
  texts({
    name: 'secrets of frames',
    most: HEADER_BYTES_MAX,
    pieces: [...HEADS, 'Bearer ', FRAME_TOKEN, 'a.b', ',', 'http://a/work/'],
    work: (text) =>
      ['authorization', 'sec-websocket-protocol', 'referer'].map((name) => cookies.read({ [name]: text })),
  }),
  texts({ name: 'user agents', most: HEADER_BYTES_MAX, pieces: HEADS, work: browserName }),
  texts({ name: 'hosts', most: HEADER_BYTES_MAX, pieces: HEADS, work: nameIn }),
  texts({ name: 'ways of requests', most: HEADER_BYTES_MAX, pieces: HEADS, work: cameBy }),
  texts({
    name: 'passwords',
    most: PASSWORD_MAX,
    pieces: ADDRESS,
    work: tried((text) => refuseWeakPassword(text, 'ada')),
  }),
  texts({
    name: 'bodies of JSON',
    most: JSON_BYTES_MAX,
    pieces: JSON_TEXT,
    work: tried((text) => parseJson(text)),
  }),
  texts({
    name: 'actions',
    most: ACTION_BYTES_MAX,
    pieces: JSON_TEXT,
    work: (text) => parseRequest(bytes.encode(text)),
  }),
  texts({ name: 'presence', most: PRESENCE_BYTES_MAX, pieces: JSON_TEXT, work: isJson }),
  texts({ name: 'pages as programs', most: TEXT_MAX, pieces: MARKDOWN, work: programOf }),
  texts({ name: 'pages with anchors', most: TEXT_MAX, pieces: MARKDOWN, work: pageValuesIn }),
  texts({
    name: 'drawings',
    most: SVG_BYTES,
    pieces: SVG,
    work: tried((text) => cleanPicture(bytes.encode(text))),
  }),
]

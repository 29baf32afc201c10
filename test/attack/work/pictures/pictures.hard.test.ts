// The costliest accepted pictures, at a real node, from several at once: other people there notice nothing.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Refusal } from '../../../../shared/wire/api/node-bodies.ts'
import { StoredPicture } from '../../../../shared/wire/api/picture-bodies.ts'
import type { Somebody } from '../../../accounts.ts'
import { png } from '../../../unit/assets/made.ts'
import { expectInTime } from '../bounds.ts'
import { BINARIES, SVG_CONTEXTS } from './costly-pictures.ts'
import { startStage, type Stage } from '../watched-node.ts'

const MEMORY_MAX = 200 * 1024 * 1024
const FULL = 10 * 1024 * 1024 - 1024
const SVG_FULL = 1024 * 1024 - 128

let viewport: Stage
let eves: readonly Somebody[]

beforeAll(async () => {
  viewport = await startStage({ isGrownUp: false })
  eves = [viewport.mallory, await viewport.node.signUp('eve')]
  for (const one of [viewport.node.admin, ...eves]) {
    await one.ask('POST', '/api/worlds', { title: 'Here', address: `${one.account}/here` })
  }
}, 60_000)
afterAll(() => viewport[Symbol.asyncDispose]())

const send = (as: Somebody, bytes: Uint8Array): Promise<Response> =>
  fetch(`${viewport.node.url}/api/worlds/${as.account}/here/assets`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', cookie: as.cookie },
    body: Buffer.from(bytes),
  })

/**
 * One token, repeated until it fills the file: the ones that held the node up for minutes, and the costliest
 * ones now.
 */
const SVGS = [
  'rules a',
  'rules /*',
  'value a',
  'width ',
  'box &amp;a;',
  'rules a{fill:red}',
  'elements <g/>',
].map((said): [string, Buffer] => {
  const [place = '', token = ''] = said.split(/ (.*)/)
  const make = SVG_CONTEXTS[place] ?? String
  const filler = token === '' ? ' ' : token
  return [said, Buffer.from(make(filler.repeat(Math.floor((SVG_FULL - make('').length) / filler.length))))]
})
const COSTLY: readonly (readonly [string, Buffer])[] = [
  ...SVGS,
  ...Object.entries(BINARIES).map(([name, make]) => [name, make(FULL)] as const),
]

/** Sends some, one after the other; returns the results. */
async function sendAll(as: Somebody, pictures: typeof COSTLY): Promise<ReadonlySet<number>> {
  const codes = new Set<number>()
  for (const [name, picture] of pictures) {
    const answer = await send(as, picture)
    codes.add(answer.status)
    if (answer.status !== 201) expect(Refusal.parse(await answer.json()).text, name).toMatch(/^[A-Z].*\.$/)
  }
  return codes
}

test('[I10] costly pictures of some hold nobody up, and another one is kept meanwhile', async () => {
  const { answers, netMs, grown } = await viewport.seenDuring(async () => {
    const sending = eves.map((eve, nth) =>
      sendAll(
        eve,
        COSTLY.filter((_one, at) => at % eves.length === nth),
      ),
    )
    for (let shade = 1; shade <= 5; shade += 1) {
      const answer = await send(viewport.node.admin, png(8, 8, { shade }))
      expect(StoredPicture.parse(await answer.json()).width).toBe(8)
    }
    // Kept, too large for its content, or damaged: never a fault of the node.
    const codes = (await Promise.all(sending)).flatMap((each) => [...each])
    expect([201, 413, 415]).toEqual(expect.arrayContaining(codes))
  })
  expect(answers).toBeGreaterThan(5)
  expectInTime(netMs)
  expect(grown).toBeLessThan(MEMORY_MAX)
}, 120_000)

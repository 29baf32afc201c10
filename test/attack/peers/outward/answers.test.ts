// Nobody keeps us waiting or fills us up (row 16 of the promises): answers that are huge, slow, packed, in
// crumbs, endless or none, to requests and to sockets.
import { connect } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { SocketDeclined } from '../../../../server/peers/outward/faults.ts'
import { until } from '../../../process.ts'
import { OUTSIDE } from './outside.ts'
import { endOf, HASTY_MS, LET_GO_MS, sentenceOf, setStage, type Stage } from './attacked-node.ts'

let viewport: Stage
beforeAll(async () => {
  viewport = await setStage()
})
afterAll(() => viewport.close())
afterEach(() => expect(viewport.trap.hits.splice(0)).toEqual([]))

describe('[N7] an answer', () => {
  it.each(['large', 'chunks', 'endless'])('of more than 1 MB is not read to its end: %s', async (path) => {
    expect(await sentenceOf(viewport.node().fetch(viewport.at(path)))).toBe(
      'evil.example sent more than 1 MB.',
    )
    await until('the line is cut', () => viewport.outside.open.now === 0, LET_GO_MS)
  })

  it('of 1 MB is read, and more where more is expected', async () => {
    expect((await viewport.node().fetch(viewport.at('fits'))).body.length).toBe(1024 * 1024)
    expect(await endOf(viewport.node().fetch(viewport.at('fits'), { bytesMax: 1024 * 1024 - 1 }))).toBe(
      'wrong',
    )
    expect(await endOf(viewport.node().fetch(viewport.at('large'), { bytesMax: 2 * 1024 * 1024 }))).toBe(
      'away',
    )
    await expect(viewport.node().fetch(viewport.at('fits'), { bytesMax: 2 ** 30 })).rejects.toThrow(
      RangeError,
    )
  })

  it.each([
    ['packed', 'wrong'],
    ['crumbs', 'wrong'],
    ['flood', 'wrong'],
    ['line', 'wrong'],
    ['trailers', 'away'],
    ['interim', 'wrong'],
    ['other', 'wrong'],
    ['lengths', 'wrong'],
    ['both', 'wrong'],
    ['switch', 'away'],
    ['cut', 'away'],
    ['nothing', 'away'],
  ])('that is none ends the request: %s', async (path, reason) => {
    expect(await endOf(viewport.node().fetch(viewport.at(path)))).toBe(reason)
    await until('the line is cut', () => viewport.outside.open.now === 0, LET_GO_MS)
  })

  it('that comes slowly is waited for so long and no longer, and let go of', async () => {
    const slow = ['silent', 'heads', 'body', 'stairs']
    const [hasty, other] = [viewport.node({ answerMs: HASTY_MS }), viewport.node({ answerMs: HASTY_MS })]
    const asked = slow.map((path) => hasty.fetch(viewport.at(path)))
    const lines = ['silent', 'heads'].map((path) => other.socket(viewport.at(path)))
    // Nobody shakes hands there: the port is that of a server that waits for us to speak.
    const handless = other.fetch(`https://evil.example:${viewport.outside.plainPort}/`)
    const nameless = viewport
      .node({ answerMs: HASTY_MS, lookup: () => new Promise(() => {}) })
      .fetch(viewport.at('ok'))
    const ends = await Promise.all([...asked, ...lines, handless, nameless].map(endOf))
    expect(new Set(ends)).toEqual(new Set(['slow']))
    for (const path of slow) expect(viewport.outside.asked).toContain(`/${path}`)
    await until('all are let go of', () => viewport.outside.open.now === 0, LET_GO_MS)
  })

  it('that nobody waits for any more is let go of', async () => {
    const leaver = new AbortController()
    const asked = viewport.node().fetch(viewport.at('silent'), { signal: leaver.signal })
    const line = viewport.node().socket(viewport.at('silent'), { signal: leaver.signal })
    await until('both are there', () => viewport.outside.open.now === 2)
    leaver.abort()
    expect(await Promise.all([asked, line].map(endOf))).toEqual(['stopped', 'stopped'])
    await until('both are let go of', () => viewport.outside.open.now === 0, LET_GO_MS)
    expect(await endOf(viewport.node().fetch(viewport.at('ok'), { signal: leaver.signal }))).toBe('stopped')
  })

  it('of one place is waited for six at a time, under however many names', async () => {
    const leaver = new AbortController()
    const one = viewport.node({ lookup: async () => [OUTSIDE] })
    viewport.outside.open.peak = 0
    const asked = Array.from({ length: 20 }, (_none, index) =>
      endOf(
        one.fetch(viewport.at('silent', index % 2 === 0 ? 'evil.example' : 'good.example'), {
          signal: leaver.signal,
        }),
      ),
    )
    await until('six are there', () => viewport.outside.open.now === 6)
    const other = connect(viewport.outside.plainPort, OUTSIDE)
    await until('one more was noticed', () => viewport.outside.open.now === 7)
    other.destroy()
    // A card waits for none of them: the asked node may have to read ours before it answers.
    expect(await endOf(one.fetch(viewport.at('ok'), { card: 'unknown' }))).toBe('fine')
    leaver.abort()
    await Promise.all(asked)
    expect(viewport.outside.open.peak).toBeLessThanOrEqual(8)
    expect(await endOf(one.fetch(viewport.at('ok')))).toBe('fine')
  })
})

describe('[N10] cards', () => {
  it('of strangers who are slow hold up other strangers for a moment, and nobody whom an admin let in', async () => {
    const node = viewport.node({ answerMs: HASTY_MS })
    const silent = Array.from({ length: 12 }, () =>
      endOf(node.fetch(viewport.at('silent'), { card: 'unknown' })),
    )
    await until('six are there', () => viewport.outside.open.now === 6)
    const later = endOf(node.fetch(viewport.at('ok'), { card: 'unknown' }))
    expect(await endOf(node.fetch(viewport.at('ok'), { card: 'allowed' }))).toBe('fine')
    expect(await Promise.race([later, Promise.any(silent)])).toBe('slow')
    // It waited for longer than any answer may take.
    expect(await later).toBe('fine')
    expect(new Set(await Promise.all(silent))).toEqual(new Set(['slow']))
  })
})

describe('[N7] a line', () => {
  it('opens, and misses nothing that came with the handshake', async () => {
    const line = await viewport
      .node()
      .socket(`wss://evil.example:${viewport.outside.port}/line_ok`, { protocols: [] })
    const heard: string[] = []
    line.on('message', (bytes: Buffer) => heard.push(bytes.toString()))
    await until('the message is heard', () => heard[0] === 'hello')
    line.terminate()
  })

  it('is declined in words that are passed on', async () => {
    const declined = await viewport
      .node()
      .socket(viewport.at('line_no'))
      .catch((error: unknown) => error)
    expect(declined).toBeInstanceOf(SocketDeclined)
    if (!(declined instanceof SocketDeclined)) return
    expect([declined.status, Buffer.from(declined.body).toString()]).toEqual([403, '{"text":"Never"}'])
  })

  it.each(['line_wrong', 'line_packed', 'flood', 'chunks', 'interim', 'other', 'switch', 'ok'])(
    'does not open by %s',
    async (path) => {
      expect(await endOf(viewport.node().socket(viewport.at(path)))).toMatch(/wrong|away/)
      await until('it is let go of', () => viewport.outside.open.now === 0, LET_GO_MS)
    },
  )

  it('is closed by a message that is too large, before it came', async () => {
    const line = await viewport.node().socket(viewport.at('line_large'))
    const code = await new Promise((resolve) => line.on('close', resolve))
    expect(code).toBe(1006)
    await until('it is let go of', () => viewport.outside.open.now === 0, LET_GO_MS)
  })
})

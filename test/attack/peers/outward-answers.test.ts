// Nobody keeps us waiting or fills us up (row 16 of the promises): answers that are huge, slow, packed, in crumbs, endless or none, to requests and to sockets.
import { connect } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { SocketDeclined } from '../../../server/peers/outward/outward-fault.ts'
import { until } from '../../process.ts'
import { OUTSIDE } from './outside.ts'
import { endOf, HASTY_MS, LET_GO_MS, sentenceOf, setStage, type Stage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await setStage()
})
afterAll(() => stage.close())
afterEach(() => expect(stage.trap.hits.splice(0)).toEqual([]))

describe('[N7] an answer', () => {
  it.each(['large', 'chunks', 'endless'])('of more than 1 MB is not read to its end: %s', async (path) => {
    expect(await sentenceOf(stage.node().fetch(stage.at(path)))).toBe('evil.example sent more than 1 MB.')
    await until('the line is cut', () => stage.outside.open.now === 0, LET_GO_MS)
  })

  it('of 1 MB is read, and more where more is expected', async () => {
    expect((await stage.node().fetch(stage.at('fits'))).body.length).toBe(1024 * 1024)
    expect(await endOf(stage.node().fetch(stage.at('fits'), { bytesMax: 1024 * 1024 - 1 }))).toBe('wrong')
    expect(await endOf(stage.node().fetch(stage.at('large'), { bytesMax: 2 * 1024 * 1024 }))).toBe('away')
    await expect(stage.node().fetch(stage.at('fits'), { bytesMax: 2 ** 30 })).rejects.toThrow(RangeError)
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
    expect(await endOf(stage.node().fetch(stage.at(path)))).toBe(reason)
    await until('the line is cut', () => stage.outside.open.now === 0, LET_GO_MS)
  })

  it('that comes slowly is waited for so long and no longer, and let go of', async () => {
    const begun = performance.now()
    const slow = ['silent', 'heads', 'body', 'stairs']
    const [hasty, other] = [stage.node({ answerMs: HASTY_MS }), stage.node({ answerMs: HASTY_MS })]
    const asked = slow.map((path) => hasty.fetch(stage.at(path)))
    const lines = ['silent', 'heads'].map((path) => other.socket(stage.at(path)))
    // Nobody shakes hands there: the port is that of a server that waits for us to speak.
    const handless = other.fetch(`https://evil.example:${stage.outside.plainPort}/`)
    const nameless = stage
      .node({ answerMs: HASTY_MS, lookup: () => new Promise(() => {}) })
      .fetch(stage.at('ok'))
    expect(new Set(await Promise.all([...asked, ...lines, handless].map(endOf)))).toEqual(new Set(['slow']))
    expect(await endOf(nameless)).toBe('slow')
    expect(performance.now() - begun).toBeLessThan(HASTY_MS + LET_GO_MS)
    for (const path of slow) expect(stage.outside.asked).toContain(`/${path}`)
    await until('all are let go of', () => stage.outside.open.now === 0, LET_GO_MS)
  })

  it('that nobody waits for any more is let go of', async () => {
    const leaver = new AbortController()
    const asked = stage.node().fetch(stage.at('silent'), { signal: leaver.signal })
    const line = stage.node().socket(stage.at('silent'), { signal: leaver.signal })
    await until('both are there', () => stage.outside.open.now === 2)
    leaver.abort()
    expect(await Promise.all([asked, line].map(endOf))).toEqual(['stopped', 'stopped'])
    await until('both are let go of', () => stage.outside.open.now === 0, LET_GO_MS)
    expect(await endOf(stage.node().fetch(stage.at('ok'), { signal: leaver.signal }))).toBe('stopped')
  })

  it('of one place is waited for six at a time, under however many names', async () => {
    const leaver = new AbortController()
    const one = stage.node({ lookup: async () => [OUTSIDE] })
    stage.outside.open.peak = 0
    const asked = Array.from({ length: 20 }, (_none, index) =>
      endOf(
        one.fetch(stage.at('silent', index % 2 === 0 ? 'evil.example' : 'good.example'), {
          signal: leaver.signal,
        }),
      ),
    )
    await until('six are there', () => stage.outside.open.now === 6)
    const other = connect(stage.outside.plainPort, OUTSIDE)
    await until('one more was noticed', () => stage.outside.open.now === 7)
    other.destroy()
    // A card waits for none of them: who is asked may have to read ours before it answers.
    expect(await endOf(one.fetch(stage.at('ok'), { card: 'unknown' }))).toBe('fine')
    leaver.abort()
    await Promise.all(asked)
    expect(stage.outside.open.peak).toBeLessThanOrEqual(8)
    expect(await endOf(one.fetch(stage.at('ok')))).toBe('fine')
  })
})

describe('[N10] cards', () => {
  it('of strangers who are slow hold up other strangers for a moment, and nobody whom an admin let in', async () => {
    const node = stage.node({ answerMs: 300 })
    const silent = Array.from({ length: 30 }, () =>
      endOf(node.fetch(stage.at('silent'), { card: 'unknown' })),
    )
    await until('six are there', () => stage.outside.open.now === 6)
    const later = endOf(node.fetch(stage.at('ok'), { card: 'unknown' }))
    expect(await endOf(node.fetch(stage.at('ok'), { card: 'allowed' }))).toBe('fine')
    expect(await Promise.race([later, Promise.any(silent)])).toBe('slow')
    // It waited for longer than any answer may take.
    expect(await later).toBe('fine')
    expect(new Set(await Promise.all(silent))).toEqual(new Set(['slow']))
  })
})

describe('[N7] a line', () => {
  it('opens, and misses nothing that came with the handshake', async () => {
    const line = await stage
      .node()
      .socket(`wss://evil.example:${stage.outside.port}/line_ok`, { protocols: [] })
    const heard: string[] = []
    line.on('message', (bytes: Buffer) => heard.push(bytes.toString()))
    await until('the message is heard', () => heard[0] === 'hello')
    line.terminate()
  })

  it('is declined in words that are passed on', async () => {
    const declined = await stage
      .node()
      .socket(stage.at('line_no'))
      .catch((error: unknown) => error)
    expect(declined).toBeInstanceOf(SocketDeclined)
    if (!(declined instanceof SocketDeclined)) return
    expect([declined.status, Buffer.from(declined.body).toString()]).toEqual([403, '{"text":"Never"}'])
  })

  it.each(['line_wrong', 'line_packed', 'flood', 'chunks', 'interim', 'other', 'switch', 'ok'])(
    'does not open by %s',
    async (path) => {
      expect(await endOf(stage.node().socket(stage.at(path)))).toMatch(/wrong|away/)
      await until('it is let go of', () => stage.outside.open.now === 0, LET_GO_MS)
    },
  )

  it('is closed by a message that is too large, before it came', async () => {
    const line = await stage.node().socket(stage.at('line_large'))
    const code = await new Promise((resolve) => line.on('close', resolve))
    expect(code).toBe(1006)
    await until('it is let go of', () => stage.outside.open.now === 0, LET_GO_MS)
  })
})

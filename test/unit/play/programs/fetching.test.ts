// What programs ask of addresses outside: what goes out, what comes back, and when nothing does.
import { beforeEach, describe, expect, test } from 'vitest'
import type { WebOutcome, WebRequest } from '../../../../shared/behavior/web-request.ts'
import type { FetchAddress } from '../../../../shared/play/acts/web-state.ts'
import type { PlayOptions } from '../../../../shared/play/play.ts'
import { id } from '../../world/made.ts'
import { beginAt, GARDEN, Player } from '../people.ts'
import { World } from '../world.ts'

interface Asked extends WebRequest {
  readonly signal: AbortSignal
  /** Comes back with this, or with nothing (a reason). */
  readonly give: (given: string | Partial<NonNullable<WebOutcome['answer']>>) => Promise<void>
}

let world: World
let ann: Player
let asked: Asked[] = []

const fetchAddress: FetchAddress = (request, signal) => {
  const { promise, resolve } = Promise.withResolvers<WebOutcome>()
  asked.push({
    ...request,
    signal,
    async give(given) {
      const answer = { status: 200, address: request.address, headers: {}, text: '' }
      resolve(
        typeof given === 'string'
          ? { why: given, answer: null }
          : { why: null, answer: { ...answer, ...given } },
      )
      await world.pass(100)
    },
  })
  return promise
}

async function begin(code: string, more: Partial<PlayOptions> = {}): Promise<void> {
  world.put('lamp', { x: 60, y: 60, code })
  await beginAt(world, GARDEN, { fetchAddress, ...more })
  await ann.ask({ verb: 'visit' })
  await ann.walkTo(20, 100)
}

const use = () => ann.ask({ verb: 'use', thing: id('lamp') })
const last = (): Asked => asked.at(-1) ?? expect.fail('nothing was asked')

beforeEach(() => {
  world = new World()
  ann = new Player(world, 'Ann')
  asked = []
})

describe('[B28] A program asks an address', () => {
  const ASKING = `on('use', async () => {
    const answer = await fetch('https://api.example/now')
    log(answer.ok, answer.why, answer.status, answer.text, answer.headers.etag, answer.headers.none, answer.address)
    if (answer.ok) log(answer.data.title, answer.data.list.length)
  })`

  test('and is given its status, text, data and some headers', async () => {
    await begin(ASKING)
    await use()
    expect(last()).toMatchObject({ address: 'https://api.example/now', headers: {}, body: null })
    await last().give({ text: '{"title":"Hül","list":[1,2]}', headers: { etag: 'x' } })
    expect(world.logs).toEqual([
      'lamp: true null 200 {"title":"Hül","list":[1,2]} x undefined https://api.example/now',
      'lamp: Hül 2',
    ])
    expect(world.faults('lamp')).toEqual([])
  })

  test('by POST when it sends a body, as text or as JSON, with the few headers that it may set', async () => {
    await begin(`on('use', async () => {
      fetch('https://api.example/a', { body: 'words' })
      fetch('https://api.example/b', { body: { points: 3 }, headers: { accept: 'text/plain' } })
    })`)
    await use()
    expect(asked).toMatchObject([
      { body: 'words', headers: { 'content-type': 'text/plain; charset=utf-8' } },
      { body: '{"points":3}', headers: { 'content-type': 'application/json', accept: 'text/plain' } },
    ])
  })

  test('and a status of failure is not ok, with all that came', async () => {
    await begin(ASKING)
    await use()
    await last().give({ status: 404, text: 'gone' })
    expect(world.logs).toEqual([
      'lamp: false The answer was 404. 404 gone undefined undefined https://api.example/now',
    ])
  })

  test('nobody who looks is told in words; where nobody looks there is a warning at the line', async () => {
    await begin(`on('use', async () => {
      const { why } = await fetch('https://api.example/now')
      log(why)
      const { text } = await fetch('https://api.example/now')
      log(text)
    })`)
    await use()
    await last().give('It does not answer.')
    await last().give('It does not answer.')
    expect(world.logs).toEqual(['lamp: It does not answer.', 'lamp: '])
    expect(world.faults('lamp')).toEqual([
      'warning 7 x1: "fetch" was not done. It does not answer. To handle this yourself, check "ok" in the result.',
    ])
  })

  test('its data is read once, however often code looks at it', async () => {
    await begin(`on('use', async () => {
      const answer = await fetch('https://api.example/now')
      let sum = 0
      for (let at = 0; at < answer.data.length; at++) sum += answer.data[at]
      log(sum, answer.data === answer.data)
    })`)
    await use()
    await last().give({ text: JSON.stringify(Array.from({ length: 2_000 }, () => 1)) })
    expect(world.faults('lamp')).toEqual([])
    expect(world.logs).toEqual(['lamp: 2000 true'])
  })

  test('data that is no JSON fails at the line that reads it', async () => {
    await begin(`on('use', async () => {
      const answer = await fetch('https://api.example/now')
      log('came')
      log(answer.data)
    })`)
    await use()
    await last().give({ text: '<html>' })
    expect(world.faults('lamp')).toEqual([
      'error 7 x1: The answer of fetch is no JSON: it begins with "<html>".',
    ])
  })

  test('what is no request is an error at its line, and nothing is asked', async () => {
    for (const [wrong, words] of [
      [`'/api'`, /must be whole/],
      [`'ftp://api.example/'`, /must be whole/],
      [`'https://api.example/\\r\\nHost: x'`, /must be whole/],
      [`{}`, /must be a text/],
      [`'https://api.example/' + 'x'.repeat(2000)`, /the limit is 2000/],
      [`'https://api.example/', { headers: { cookie: 'a=b' } }`, /no property "cookie"/],
      [`'https://api.example/', { headers: { authorization: 'x' } }`, /no property "authorization"/],
      [`'https://api.example/', { headers: { Accept: 'x' } }`, /Did you mean "accept"/],
      [`'https://api.example/', { headers: { accept: 'a\\r\\nb: c' } }`, /in one line/],
      [`'https://api.example/', { body: 'x'.repeat(20_000) }`, /the limit is 16384/],
      [`'https://api.example/', { method: 'DELETE' }`, /no property "method"/],
    ] as const) {
      world = new World()
      ann = new Player(world, 'Ann')
      await begin(`on('use', () => {\n  fetch(${wrong})\n})`)
      await use()
      expect(world.faults('lamp'), wrong).toEqual([expect.stringMatching(words)])
      expect(world.faults('lamp')[0]).toMatch(/^error 5 x1: /)
    }
    expect(asked).toEqual([])
  })
})

describe('[B29] Requests outside', () => {
  test('go out only once what happened with them is stored', async () => {
    const stored: string[] = []
    await begin(`on('use', () => { memory.isAsked = true; fetch('https://api.example/now') })`, {
      fetchAddress: (...given) => {
        stored.push(JSON.stringify(world.memory('lamp')))
        return fetchAddress(...given)
      },
    })
    await use()
    expect(stored).toEqual(['{"isAsked":true}'])
  })

  test('end with their program: what comes late is for nobody', async () => {
    const code = `on('use', async () => log((await fetch('https://api.example/now')).text))`
    await begin(code)
    await use()
    const first = last()
    world.write('lamp', `${code} // new`)
    await world.pass(2_000)
    expect(first.signal.aborted).toBe(true)
    await use()
    await first.give({ text: 'of the first' })
    expect(world.logs).toEqual([])
    await last().give({ text: 'of the second' })
    expect(world.logs).toEqual(['lamp: of the second'])
  })

  test('are ten at once and one a second in a world, and eight wait', async () => {
    await begin(`on('use', async () => {
      for (let at = 0; at < 12; at++) fetch('https://api.example/' + at).then(({ why }) => why && log(why))
    })`)
    await use()
    await world.pass(500)
    expect(asked.length).toBe(8)
    expect(new Set(world.logs)).toEqual(
      new Set(['lamp: 8 requests of this world are still waiting for their answers. Try again later.']),
    )
    for (const one of asked) await one.give({})
    world.logs.length = 0
    await use()
    await world.pass(500)
    expect(asked.length).toBeLessThan(8 + 6)
    expect(world.logs.at(-1)).toMatch(/can fetch 1 time a second, and 10 times at once after a pause\.$/)
  })

  test('are not made in drafts, nor where there is no way out', async () => {
    const code = `on('use', async () => log((await fetch('https://api.example/now')).why))`
    await begin(code, { isDraft: true })
    await use()
    expect(world.logs).toEqual([
      expect.stringContaining('This is a draft. Code in it reaches nothing outside'),
    ])
    world = new World()
    ann = new Player(world, 'Ann')
    world.put('lamp', { x: 60, y: 60, code })
    await beginAt(world, GARDEN, {})
    await ann.ask({ verb: 'visit' })
    await ann.walkTo(20, 100)
    await use()
    expect(world.logs).toEqual(['lamp: From here, code can reach nothing outside.'])
    expect(asked).toEqual([])
  })
})

describe('[B30] What comes is as large as a program has room for', () => {
  const MEASURING = `on('use', async () => {
    const { text, ok, why } = await fetch('https://api.example/now')
    log(ok, text.length, why)
  })`

  test.each([
    ['plain letters', 'x'.repeat(1024 * 1024), 'true 1048576 null'],
    ['letters of two bytes each', 'ж'.repeat(512 * 1024), 'true 524288 null'],
    [
      'one letter too many',
      'ж'.repeat(512 * 1024 + 1),
      'false 0 The answer has 524289 characters; 524288 of this kind are the most that a program has room for.',
    ],
  ])('%s', async (_, text, said) => {
    await begin(MEASURING)
    await use()
    await last().give({ text })
    expect(world.faults('lamp')).toEqual([])
    expect(world.logs).toEqual([`lamp: ${said}`])
  })

  test('and a program that makes too much of it is told so, and starts again', async () => {
    await begin(`on('use', async () => log((await fetch('https://api.example/now')).data.length))`)
    await use()
    await last().give({ text: `[${'{"a":1},'.repeat(100_000)}0]` })
    expect(world.faults('lamp')).toEqual([
      expect.stringMatching(/^memory 4 x1: It needs more than 2 MB of memory/),
    ])
    await use()
    await last().give({ text: '[1,2]' })
    expect(world.logs).toEqual(['lamp: 2'])
  })
})

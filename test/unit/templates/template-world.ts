// A world that began as a template, on a real node, and people in it who are driven by the test.
import { expect } from 'vitest'
import { startBot, type Artifact, type Driver } from '../../../server/bot.ts'
import type { Question, QuestionAnswer } from '../../../shared/behavior/personal.ts'
import { faultsOf, pageValuesOf } from '../../../shared/world/live/live-state.ts'
import { shownPageValues } from '../../../shared/world/live/live-page-values.ts'
import { pageOf } from '../../../shared/world/view/world-view.ts'
import { until, type ServingNode } from '../../process.ts'

/** Longest that a test waits for what a program does, in ms: a busy machine. */
const PATIENT_MS = 20_000
/** On a floor of words nothing stands so high. */
const LANE = 230

interface TemplateWorld extends AsyncDisposable {
  /** Somebody looks at it from outside. */
  watch(): Promise<Driver>
  /** A person who comes into it. */
  join(name: string): Promise<Player>
  /** Waits until a line of the world's page shows something. */
  shows(line: string, words: string | RegExp): Promise<unknown>
  /** What a line of the world's page shows. */
  shown(line: string): string | undefined
  /** The page of the world, or of a thing. */
  page(thing?: string): string
  thing(name: string): Artifact
}

interface Player {
  readonly driver: Driver
  /** Waits for the next question to them, answers it, and tells its words. */
  answer(answer: QuestionAnswer): Promise<string>
  /** Walks up to a thing from above, by a lane on which nothing stands. */
  reach(thing: string, lane?: number): Promise<void>
  /** Uses a thing from afar, as somebody does who writes. */
  use(thing: string): Promise<void>
}

let worlds = 0

export async function openTemplate(server: ServingNode, template: string): Promise<TemplateWorld> {
  const address = `played/${template}${(worlds += 1)}`
  const response = await fetch(`${server.url}/api/worlds`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ title: template, template, address }),
  })
  expect(response.status).toBe(201)
  const drivers: Driver[] = []
  const first = (): Driver => {
    const [driver] = drivers
    if (driver === undefined) throw new Error('nobody is there')
    return driver
  }
  const thing = (name: string): Artifact => {
    const found = [...first().view.artifacts()].find((one) => one.name === name)
    if (found === undefined) throw new Error(`there is no ${name}`)
    return found
  }
  const page = (name?: string): string => {
    const { view } = first()
    const id = name === undefined ? view.root : thing(name).id
    return (id && pageOf(view, id)) ?? ''
  }
  const shown = (line: string): string | undefined => {
    const { view } = first()
    const { root, live } = view
    if (root === null || live === null) return undefined
    return shownPageValues(page(), pageValuesOf(live, root)).get(line)?.value
  }

  async function watch(name = 'Wanda'): Promise<Driver> {
    const driver = await startBot({ server: server.url, world: address, name })
    drivers.push(driver)
    return driver
  }

  async function join(name: string): Promise<Player> {
    const driver = await watch(name)
    await until(`${name} is in ${template}`, async () => (await driver.visit()).ok, PATIENT_MS)
    await until(`${name} is seen`, () => driver.me?.place, PATIENT_MS)
    const questions: Question[] = []
    driver.on('question', (question) => questions.push(question))
    async function answer(given: QuestionAnswer): Promise<string> {
      await until(`${name} is asked`, () => questions.length > 0, PATIENT_MS)
      const question = questions.shift()
      if (question === undefined) throw new Error('there is no question')
      expect(await driver.answer(question, given)).toEqual({ ok: true, why: null })
      return question.words
    }
    async function reach(name: string, lane = LANE): Promise<void> {
      const me = driver.me?.place
      const to = driver.near(2_000).find((one) => one.name === name)
      if (me == null || to?.place == null) throw new Error(`there is no ${name} on this floor`)
      if (driver.near(3).includes(to)) return
      if (me.y !== lane) expect(await driver.walkTo({ x: me.x, y: lane })).toEqual({ ok: true, why: null })
      const x = Math.round(to.place.x + to.look.width / 2) - 16
      expect(await driver.walkTo({ x, y: lane })).toEqual({ ok: true, why: null })
      expect(await driver.walkTo(to)).toEqual({ ok: true, why: null })
    }
    async function use(name: string): Promise<void> {
      const { id } = thing(name)
      expect(await driver.act({ verb: 'kneel' })).toEqual({ ok: true, why: null })
      expect(await driver.use(id)).toEqual({ ok: true, why: null })
      expect(await driver.act({ verb: 'stand' })).toEqual({ ok: true, why: null })
    }
    return { driver, answer, reach, use }
  }

  return {
    watch: () => watch(),
    join,
    shown,
    page,
    thing,
    shows: (line, words) =>
      until(
        `#${line} shows ${words}`,
        () => {
          const now = shown(line) ?? ''
          return typeof words === 'string' ? now === words : words.test(now)
        },
        PATIENT_MS,
      ),
    async [Symbol.asyncDispose]() {
      const { view } = first()
      const { live } = view
      const faults = [...view.artifacts()].flatMap(({ id, name }) =>
        live === null ? [] : faultsOf(live, id).map(({ line, message }) => `${name}, ${line}: ${message}`),
      )
      for (const driver of drivers) driver.close()
      expect(faults).toEqual([])
    },
  }
}

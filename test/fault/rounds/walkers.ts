// People who walk, talk, use things and go from world to world without a pause, and what the worlds say about
// it afterwards: what was answered happened, once, and each of them is in one place.
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { connect, type Driver } from '../../../shared/driver/connect.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { memoryOf } from '../../../shared/world/live/live-state.ts'
import { NO_ANSWER, type Outcome } from '../../../shared/world/live/live-state-values.ts'
import { metaOf, textOf } from '../../../shared/world/scene/scene.ts'
import { createView } from '../../../shared/world/view/world-view.ts'
import { until } from '../../process.ts'
import type { Random } from '../../simulation/random.ts'
import { openStock } from '../../unit/sync/stock.ts'

/** How long somebody waits for an answer, in ms: longer than any fault of these tests and what follows it. */
const PATIENCE_MS = 120_000
const PAUSE_MS = 1_500
const FLOOR = { width: 800, height: 600 }

/** A world's root counts who used it, and how often. */
const COUNTER = `
\`\`\`js
on('use', ({ person }) => {
  const uses = memory.uses ?? {}
  uses[person] = (uses[person] ?? 0) + 1
  memory.uses = uses
})
\`\`\`
`

interface Way {
  readonly url: string
  readonly wsUrl: string
}

/** Writes the page that counts, and waits until it runs. */
export async function makeCountingWorld({ wsUrl }: Way, world: string): Promise<void> {
  const scene = openStock(`${wsUrl}/sync`, world)
  await until('the world is there', () => scene.synced)
  const { root } = metaOf(scene.doc)
  if (root === null) throw new Error('a world has a root')
  textOf(scene.doc, root)?.insert(0, COUNTER)
  await until('the page is sent', () => scene.ws?.bufferedAmount === 0)
  scene.destroy()
}

interface WalkerOptions {
  readonly way: Way
  readonly worlds: readonly string[]
  readonly random: Random
}

class Walker {
  readonly name: string
  /** How often it used a root, by what it was told: done, and not known. */
  done = 0
  unknown = 0
  acts = 0
  /** Why uses were not done, as it was told. */
  readonly refused = new Map<string, number>()
  readonly #options: WalkerOptions
  #driver: Driver | null = null
  /** With it, it is the same person when it comes again. */
  #session: string | undefined
  #isOver = false

  constructor(name: string, options: WalkerOptions) {
    this.name = name
    this.#options = options
  }

  get #world(): string {
    const { worlds, random } = this.#options
    return worlds[random.below(worlds.length)] ?? ''
  }

  /** Acts until it is told to stop; resolves when its last act was answered. */
  async live(): Promise<void> {
    const { random } = this.#options
    while (!this.#isOver) {
      const driver = (this.#driver ??= await this.#come())
      if (driver === null) await pause(PAUSE_MS)
      else await this.#act(driver, random.below(100))
      await pause(random.below(PAUSE_MS))
    }
    this.#driver?.close()
  }

  stop(): void {
    this.#isOver = true
  }

  /** In as the same person; null when nobody answers just now. */
  async #come(): Promise<Driver | null> {
    const { way } = this.#options
    try {
      const driver = await connect({
        server: way.url,
        world: this.#world,
        name: this.name,
        platform: globalThis,
        WebSocket,
        patienceMs: PATIENCE_MS,
        session: this.#session,
      })
      this.#session = driver.session
      driver.on('end', () => (this.#driver = null))
      if ((await driver.visit()).ok) return driver
      driver.close()
    } catch {
      // It comes again.
    }
    return null
  }
  async #act(driver: Driver, chance: number): Promise<void> {
    const { root } = driver.view
    this.acts += 1
    if (chance < 60 && root !== null) this.#count(await driver.act({ verb: 'use', thing: root }))
    else if (chance < 85)
      await driver.walk({
        x: this.#options.random.below(FLOOR.width),
        y: this.#options.random.below(FLOOR.height),
      })
    else if (chance < 95) await driver.say(`Act ${this.acts}.`)
    else await driver.visit(this.#world)
  }

  #count(outcome: Outcome): void {
    if (outcome.ok) this.done += 1
    else if (this.#driver === null || outcome.why === NO_ANSWER) this.unknown += 1
    else this.refused.set(`${outcome.why}`, (this.refused.get(`${outcome.why}`) ?? 0) + 1)
  }
}

export class Walkers {
  readonly #walkers: readonly Walker[]
  readonly #worlds: readonly string[]
  readonly #lives: readonly Promise<void>[]

  constructor(count: number, way: Way, worlds: readonly string[], random: Random) {
    this.#worlds = worlds
    this.#walkers = Array.from(
      { length: count },
      (_, n) => new Walker(`Walker ${n}`, { way, worlds, random }),
    )
    this.#lives = this.#walkers.map((walker) => walker.live())
  }

  get acts(): number {
    return this.#walkers.reduce((sum, { acts }) => sum + acts, 0)
  }

  /** How often a use was answered as done. */
  get done(): number {
    return this.#walkers.reduce((sum, { done }) => sum + done, 0)
  }

  /** Everybody finishes what they are at, and goes. */
  async stop(): Promise<void> {
    for (const walker of this.#walkers) walker.stop()
    await Promise.all(this.#lives)
  }

  /** What is not as they were told, in words; after `stop`. */
  async faults({ wsUrl }: Way): Promise<string[]> {
    const found: string[] = []
    const uses = new Map<string, number>()
    const places = new Map<string, string[]>()
    for (const world of this.#worlds) {
      const [scene, live] = [openStock(`${wsUrl}/sync`, world), openStock(`${wsUrl}/sync`, `${world}/live`)]
      await until(`${world} is read`, () => scene.synced && live.synced, PATIENCE_MS)
      const view = createView(scene.doc, live.doc)
      for (const [name, count] of usesIn(live.doc, view.root)) uses.set(name, (uses.get(name) ?? 0) + count)
      for (const { name, avatar } of view.artifacts())
        if (avatar !== null) places.set(name, [...(places.get(name) ?? []), world])
      for (const provider of [scene, live]) provider.destroy()
    }
    for (const { name, done, unknown, refused } of this.#walkers) {
      const count = uses.get(name) ?? 0
      if (count < done) found.push(`${name}: ${done} uses were answered, and ${count} happened`)
      if (count > done + unknown)
        found.push(
          `${name}: ${count} uses happened of ${done} answered and ${unknown} unknown, refused: ${JSON.stringify([...refused])}`,
        )
      const at = places.get(name) ?? []
      if (at.length !== 1) found.push(`${name} is in ${at.length} places: ${at.join()}`)
    }
    return found
  }
}

function usesIn(live: Parameters<typeof memoryOf>[0], root: ArtifactId | null): [string, number][] {
  const uses = root === null ? null : memoryOf(live, root)['uses']
  return typeof uses === 'object' && uses !== null
    ? Object.entries(uses).map(([name, count]) => [name, Number(count)])
    : []
}

// A random walk over all that may happen to replicas. The seed decides what is done; when sockets and disks
// answer is their own affair, so a seed that failed may have to be run more than once.
import { expect, test } from 'vitest'
import { seededRandom, seedFromEnvironment, type Random } from '../../simulation/random.ts'
import { until } from '../sync/until.ts'
import { turnClock } from '../time/turn-clock.ts'
import { Machine, type Tab } from './machine.ts'
import { startNode, type Node } from './node.ts'
import { GARDEN, isSaved, storedWords, textOf, wordsIn, wordsOf } from './writing.ts'

const WALKS = 6
const STEPS = 80
const FAST = 50

interface Browser {
  readonly machine: Machine
  readonly tabs: Tab[]
}

class Walk {
  /** Marks that must be in the world in the end. */
  readonly expected = new Set<string>()
  readonly browsers: Browser[]
  readonly #random: Random
  readonly #hasFullDisks: boolean
  #node: Node
  #marks = 0

  constructor(random: Random, node: Node) {
    this.#random = random
    this.#hasFullDisks = random.below(2) === 0
    this.#node = node
    this.browsers = ['ada', 'bob'].map((name) => ({
      machine: new Machine(name, { clock: turnClock(FAST), random: (count) => random.bytes(count) }),
      tabs: [],
    }))
  }

  get node(): Node {
    return this.#node
  }

  async step(): Promise<void> {
    const browser = this.#pick(this.browsers)
    const tab = browser.tabs.length > 0 ? this.#pick(browser.tabs) : null
    const { machine } = browser
    switch (this.#random.below(13)) {
      case 0:
        if (browser.tabs.length < 3) this.#open(browser)
        return
      case 1:
        return machine.isOnline ? machine.goOffline() : machine.goOnline()
      case 2:
        machine.isDiskFull = this.#hasFullDisks && !machine.isDiskFull
        return
      case 3:
        return tab ? this.#close(browser, tab) : undefined
      case 4:
        return tab ? this.#crash(browser, tab) : undefined
      case 5:
        return this.#breakSoon(machine)
      case 6:
        return this.#random.below(4) === 0 ? this.#restartNode() : undefined
      case 7:
        return new Promise((resolve) => setTimeout(resolve, this.#random.below(20)))
      case 8:
        if (tab) this.#delete(tab)
        return
      default:
        if (tab) for (let times = this.#random.below(4); times >= 0; times -= 1) this.#write(tab)
    }
  }

  /** All is well again: everybody is connected, every disk has room, every browser has a tab. */
  async calm(): Promise<void> {
    for (const browser of this.browsers) {
      browser.machine.isDiskFull = false
      browser.machine.wiretap = () => 'pass'
      browser.machine.goOnline()
      if (browser.tabs.length === 0) this.#open(browser)
    }
    const { tabs } = this
    const isCalm = async (): Promise<boolean> => {
      if (this.#hasFullDisks) for (const tab of tabs) await this.#dropCopies(tab)
      return tabs.every(({ replica }) => isSaved(replica))
    }
    await until(isCalm, 'all is saved', 20_000).catch((error) => {
      throw new Error(states(tabs), { cause: error })
    })
    const words = () => new Set(tabs.map(({ replica }) => wordsOf(replica)))
    await until(() => words().size === 1, 'all see the same', 20_000)
  }

  get tabs(): Tab[] {
    return this.browsers.flatMap(({ tabs }) => tabs)
  }

  #open(browser: Browser): void {
    const { machine, tabs } = browser
    tabs.push(machine.open(this.#node.serverFor(machine.member), GARDEN))
  }

  #write({ replica }: Tab): void {
    // Nobody can write before something is shown.
    if (replica.scene.getMap('meta').get('root') === undefined) return
    const mark = `<${(this.#marks += 1)}>`
    const text = textOf(replica.scene)
    const ends = [0, ...Array.from(text.toJSON().matchAll(/>/g), ({ index }) => index + 1)]
    text.insert(this.#pick(ends), mark)
    this.expected.add(mark)
  }

  #delete({ replica }: Tab): void {
    const text = textOf(replica.scene)
    const mark = /<\d+>/.exec(text.toJSON())
    if (!mark) return
    text.delete(mark.index, mark[0].length)
    this.expected.delete(mark[0])
  }

  async #close(browser: Browser, tab: Tab): Promise<void> {
    browser.tabs.splice(browser.tabs.indexOf(tab), 1)
    if (this.#hasFullDisks) this.#doubt(tab)
    await tab.close()
  }

  async #crash(browser: Browser, tab: Tab): Promise<void> {
    browser.tabs.splice(browser.tabs.indexOf(tab), 1)
    if (this.#hasFullDisks) this.#doubt(tab)
    else await browser.machine.untilWritten()
    tab.crash()
  }

  /** A tab that ends while the disk will not have what it wrote takes that with it. */
  #doubt({ replica }: Tab): void {
    if (!isSaved(replica)) this.expected.clear()
  }

  /** Edits made on top of those that such a tab took with it are a copy, and not in the world. */
  async #dropCopies({ replica, device }: Tab): Promise<void> {
    if (replica.sync.state !== 'refused' || replica.sync.code !== 'missing') return
    for (const { id, mine, theirs } of await device.copies.list()) {
      const stored = new Set(marksIn(wordsIn(theirs)))
      for (const mark of marksIn(wordsIn(mine))) if (!stored.has(mark)) this.expected.delete(mark)
      await device.copies.drop(id)
    }
  }

  #breakSoon(machine: Machine): void {
    let left = this.#random.below(12)
    machine.wiretap = () => ((left -= 1) === 0 ? 'break' : 'pass')
  }

  async #restartNode(): Promise<void> {
    const { port, store } = this.#node
    await this.#node.stop()
    this.#node = await startNode({ port, store })
  }

  #pick<T>(from: readonly T[]): T {
    const picked = from[this.#random.below(from.length)]
    if (picked === undefined) throw new Error('nothing to pick from')
    return picked
  }
}

const marksIn = (words: string): readonly string[] => words.match(/<\d+>/g) ?? []
const states = (tabs: readonly Tab[]) => JSON.stringify(tabs.map(({ replica }) => replica.sync))

const first = seedFromEnvironment()

test.each(Array.from({ length: WALKS }, (_, walk) => (first + walk) >>> 0))(
  'whatever happens, everything written is in the world once (INKLAND_SEED=%i)',
  async (seed) => {
    const walk = new Walk(seededRandom(seed), await startNode())
    for (let step = 0; step < STEPS; step += 1) await walk.step()
    await walk.calm()

    const words = await storedWords(walk.node)
    expect(wordsOf(walk.tabs[0]!.replica)).toBe(words)
    const found = marksIn(words)
    const all = new Set<string>(found)
    expect(all.size).toBe(found.length)
    expect([...walk.expected].filter((mark) => !all.has(mark))).toEqual([])
    for (const { machine } of walk.browsers) {
      await until(async () => (await machine.unsavedOnDisk()) === 0, 'nothing is unsaved on the disk')
    }
    await Promise.all(walk.browsers.map(({ machine }) => machine.shutDown()))
    await walk.node.stop()
  },
)

// Fifty editors in worlds of several sizes, who write at once; and the promises that must hold for them
// whatever happens to the node.
import { setTimeout as pause } from 'node:timers/promises'
import * as Y from 'yjs'
import type { Random } from '../simulation/random.ts'
import { until, type ServingNode } from '../process.ts'
import { ask } from '../unit/http/ask.ts'
import { fetchCopyAtLast } from './copy.ts'
import { appended, areEqual, has } from './edits.ts'
import { Editor, type EditorOptions } from './editor.ts'

/** How many editors are in each world: fifty in all. */
const PEOPLE = [12, 8, 8, 6, 6, 4, 2, 2, 1, 1]
/** Generous: the machine that runs this may have much other work. */
const SETTLE_MS = 120_000

type Node = Pick<ServingNode, 'url' | 'wsUrl'>

interface CrowdOptions extends Pick<EditorOptions, 'inFlight' | 'leavesWhenHeld'> {
  /** How many editors are in each world, if not fifty in ten. */
  readonly perWorld?: readonly number[]
}

export class Crowd {
  readonly editors: readonly Editor[]
  /** Edits that the server said are on its disk. */
  saved = 0
  #wish: { readonly saved: number; readonly reached: () => void } | null = null
  /** Each world as it was found last. */
  readonly #found = new Map<string, Uint8Array>()

  /**
   * Brings editors together in worlds of `account`; every second one has a session, the others are one and
   * the same member.
   */
  static async gather(
    node: Node,
    account: string,
    random: Random,
    { perWorld = PEOPLE, ...options }: CrowdOptions = {},
  ): Promise<Crowd> {
    const people = perWorld.flatMap((count, world) =>
      Array.from({ length: count }, (_, person) => ({
        ...options,
        world: `${account}/world-${world}`,
        name: `person-${person}`,
      })),
    )
    const cookies = await Promise.all(
      people.map(async ({ name }, index) =>
        index % 2 === 0 ? '' : (await ask(node.url, 'POST /api/me', { body: { name } })).cookie,
      ),
    )
    return new Crowd(people, cookies, random)
  }

  private constructor(
    people: readonly Omit<EditorOptions, 'random'>[],
    cookies: readonly string[],
    random: Random,
  ) {
    this.editors = people.map(
      (person, index) =>
        new Editor({ ...person, cookie: cookies[index] ?? '', random, onSaved: this.#count.bind(this) }),
    )
  }

  /** Connects everybody, and waits until all have their world. */
  async enter({ wsUrl }: Node): Promise<void> {
    for (const editor of this.editors) editor.connect(wsUrl)
    const haveWorld = () => {
      const closed = this.editors.find(({ closedWith }) => closedWith !== null)
      if (closed)
        throw new Error(
          `${closed.name} was sent out of ${closed.world} with ${closed.closedWith} ${closed.closedFor}`,
        )
      return this.editors.every(({ isSynced }) => isSynced)
    }
    await until('everybody has their world', haveWorld, SETTLE_MS)
  }

  /** Likewise; who is sent out meanwhile comes again, as browsers do. */
  async enterAtLast(node: Node): Promise<void> {
    const end = performance.now() + SETTLE_MS
    for (;;) {
      try {
        return await this.enter(node)
      } catch (error) {
        if (performance.now() > end) throw error
        for (const editor of this.editors) editor.disconnect()
        await this.part()
        await pause(500)
      }
    }
  }

  /** Everybody writes; resolves in the moment in which `edits` more are saved. Rejects after two minutes. */
  async write(edits: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#wish = { saved: this.saved + edits, reached: resolve }
    const deadline = setTimeout(() => reject(new Error(`${edits} edits were not saved in time`)), SETTLE_MS)
    for (const editor of this.editors) editor.write()
    await promise.finally(() => clearTimeout(deadline))
  }

  /** Everybody stops writing; the saved edits so far are not checked any more. */
  rest(): void {
    for (const editor of this.editors) {
      editor.rest()
      editor.forget()
    }
  }

  /** Everybody stops writing and waits until they are disconnected. */
  async part(): Promise<void> {
    for (const editor of this.editors) editor.rest()
    await until('everybody is disconnected', () =>
      this.editors.every(({ closedWith }) => closedWith !== null),
    )
  }

  /**
   * Looks for every edit that was ever saved in fresh copies, while nobody is there who could bring one back.
   * Answers how many are lost.
   */
  async lost(node: Node): Promise<number> {
    let lost = 0
    for (const [world, editors] of this.#worlds()) {
      const copy = await fetchCopyAtLast(`${node.wsUrl}/sync/${world}`)
      const before = this.#found.get(world)
      if (before !== undefined && !has(copy, before)) lost++
      for (const editor of editors) lost += editor.lostIn(copy)
      this.#found.set(world, Y.encodeStateAsUpdate(copy))
      copy.destroy()
    }
    return lost
  }

  /**
   * Everybody comes again and finishes: rejects unless all is saved within two minutes, and all copies of a
   * world become the same, with every edit in its place.
   */
  async settle(node: Node, { comesAgain = false } = {}): Promise<void> {
    for (const editor of this.editors) editor.rest()
    await (comesAgain ? this.enterAtLast(node) : this.enter(node))
    await until('all is saved', () => this.editors.every(({ made, saved }) => made === saved), SETTLE_MS)
    for (const [world, editors] of this.#worlds()) {
      const copy = await fetchCopyAtLast(`${node.wsUrl}/sync/${world}`)
      for (const { doc, name, made, identity } of editors) {
        await until(`${name} in ${world} has what everybody has`, () => areEqual(doc, copy), SETTLE_MS)
        expectSame(copy.getArray(name).toArray(), appended(made), `${name} in ${world}`)
        expectSame([identity], [editors[0]?.identity ?? ''], `${world} is one world`)
      }
      copy.destroy()
    }
  }

  leave(): void {
    for (const editor of this.editors) {
      editor.disconnect()
      editor.doc.destroy()
    }
  }

  #count(edits: number): void {
    this.saved += edits
    if (this.#wish !== null && this.saved >= this.#wish.saved) {
      this.#wish.reached()
      this.#wish = null
    }
  }

  /** The addresses of their worlds. */
  get worlds(): readonly string[] {
    return [...this.#worlds().keys()]
  }

  #worlds(): Map<string, Editor[]> {
    return Map.groupBy(this.editors, ({ world }) => world)
  }
}

function expectSame(found: readonly unknown[], expected: readonly unknown[], what: string): void {
  const at = expected.findIndex((value, index) => value !== found[index])
  if (at < 0 && found.length === expected.length) return
  throw new Error(
    `${what}: ${found.length} of ${expected.length}, the first difference is at ${at < 0 ? expected.length : at}`,
  )
}

// Restoring a world, erasing what was deleted from it, and making drafts of it.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DraftList, DraftMade } from '../../../shared/wire/api/draft-bodies.ts'
import { VersionsAnswer } from '../../../shared/wire/api/version-bodies.ts'
import { WorldList } from '../../../shared/wire/api/world-bodies.ts'
import type { AccountsNode } from '../../accounts.ts'
import { allOrNone, api, ask, demand, furnish, makeWorld, PAGES, revisionOf, type Deed } from './deed.ts'
import { changed, seen } from './scene-writer.ts'

/** The last word of five pages is taken back. */
export class RestoreDeed implements Deed {
  readonly name = 'restore'
  readonly world: string
  #round = 0
  #before = 0
  #word = ''
  readonly #stays: string[] = []

  constructor(n: number) {
    this.world = `ada/restoring${n}`
  }

  async begin(node: AccountsNode): Promise<void> {
    await makeWorld(node, this.world)
    await changed(node, this.world, furnish)
  }

  async prepare(node: AccountsNode): Promise<void> {
    this.#before = await revisionOf(node, this.world)
    this.#word = `r${this.#round++}`
    await changed(node, this.world, (writer) => {
      for (const page of PAGES) writer.write(page, this.#word)
    })
  }

  ask(node: AccountsNode): Promise<unknown> {
    return ask(node, 'POST', `${api(this.world)}/restore`, { revision: this.#before, things: PAGES })
  }

  async isDone(node: AccountsNode): Promise<boolean> {
    const stands = await seen(node, this.world, (writer) => {
      for (const word of this.#stays) demand(allOrNone(writer, word), `${word} is gone`)
      return allOrNone(writer, this.#word)
    })
    if (stands) this.#stays.push(this.#word)
    const { versions } = VersionsAnswer.parse(await ask(node, 'GET', `${api(this.world)}/versions`))
    const end = await revisionOf(node, this.world)
    for (const { revision } of versions) demand(revision <= end, `version ${revision} is beyond ${end}`)
    demand(
      stands || versions.some(({ revision }) => revision > this.#before),
      'there is no version before it',
    )
    return !stands
  }
}

/** Which of these words stand anywhere in the files of a folder. */
export const found = (folder: string, words: readonly string[]): string[] =>
  words.filter((word) => placesOf(folder, word).length > 0)

/** Where a word stands in the files of a folder. */
function placesOf(folder: string, word: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((name) => {
    const path = join(folder, name)
    if (!statSync(path).isFile()) return []
    const bytes = readFileSync(path)
    const at = Math.max(bytes.indexOf(word), bytes.indexOf(Buffer.from(word, 'utf16le')))
    return at < 0 ? [] : [`${word} at ${at} of ${name}`]
  })
}

/** A word that came and went, in a world and in its draft, is erased. */
export class EraseDeed implements Deed {
  readonly name = 'erase'
  readonly world: string
  readonly #data: string
  #draft = ''
  #round = 0
  #words: string[] = []
  #lines: (string | undefined)[] = []
  readonly #stays: string[] = []

  constructor(n: number, data: string) {
    this.world = `ada/erasing${n}`
    this.#data = data
  }

  async begin(node: AccountsNode): Promise<void> {
    await makeWorld(node, this.world)
    await changed(node, this.world, furnish)
    this.#draft = DraftMade.parse(
      await ask(node, 'POST', `${api(this.world)}/drafts`, { title: 'One' }),
    ).address
  }

  async prepare(node: AccountsNode): Promise<void> {
    this.#words = []
    const stays = `s${this.#round}`
    for (const [n, world] of [this.world, this.#draft].entries()) {
      const word = `secret-${n}-${this.#round}-of-${this.world.slice(4)}`
      this.#words.push(word)
      await changed(node, world, (writer) => writer.write('t0', word))
      await changed(node, world, (writer) => {
        for (const page of PAGES) writer.write(page, `${stays}-${n}`)
        writer.cut('t0', word)
      })
    }
    this.#stays.push(stays)
    this.#round += 1
    this.#lines = await this.#linesNow(node)
  }

  ask(node: AccountsNode): Promise<unknown> {
    return ask(node, 'POST', `${api(this.world)}/erase`, { before: Date.now() + 60_000 })
  }

  async isDone(node: AccountsNode): Promise<boolean> {
    await this.#judge(node)
    const lines = await this.#linesNow(node)
    const isDone = lines.every((line, n) => line !== this.#lines[n])
    // Asked again, it does what is left.
    await this.ask(node)
    const left = this.#words.flatMap((word) => placesOf(this.#data, word))
    demand(left.length === 0, `there still is ${left.join(', ')}`)
    await this.#judge(node)
    return isDone
  }

  async #judge(node: AccountsNode): Promise<void> {
    for (const [n, world] of [this.world, this.#draft].entries())
      await seen(node, world, (writer) => {
        for (const word of this.#stays) demand(allOrNone(writer, `${word}-${n}`), `${word} is gone`)
        for (const word of this.#words) demand(writer.count('t0', word) === 0, `${word} is there again`)
      })
    await ask(node, 'GET', `${api(this.#draft)}/review`)
  }

  async #linesNow(node: AccountsNode): Promise<(string | undefined)[]> {
    const of = (world: string) => seen(node, world, ({ line }) => line)
    return [await of(this.world), await of(this.#draft)]
  }
}

/** A draft of a world of some hundred things is made. */
export class DraftDeed implements Deed {
  readonly name = 'new draft'
  readonly world: string
  readonly #things: number
  #round = 0

  constructor(n: number, things: number) {
    this.world = `ada/drafting${n}`
    this.#things = things
  }

  async begin(node: AccountsNode): Promise<void> {
    await makeWorld(node, this.world)
    await changed(node, this.world, (writer) => {
      furnish(writer)
      writer.scene.transact(() => {
        for (let n = 0; n < this.#things; n++) writer.put(`stone${n}`, `Stone ${n}.`)
      })
    })
  }

  async prepare(node: AccountsNode): Promise<void> {
    await changed(node, this.world, (writer) => writer.write('t0', `n${this.#round}`))
    this.#round += 1
  }

  ask(node: AccountsNode): Promise<unknown> {
    return ask(node, 'POST', `${api(this.world)}/drafts`, { title: `Draft ${this.#round}` })
  }

  async isDone(node: AccountsNode): Promise<boolean> {
    const { drafts } = DraftList.parse(await ask(node, 'GET', `${api(this.world)}/drafts`))
    const { worlds } = WorldList.parse(await ask(node, 'GET', '/api/worlds'))
    const here = worlds.filter(({ address }) => address.startsWith(`${this.world}-`))
    demand(
      here.length === drafts.length && drafts.length < 2,
      `${here.length} worlds, ${drafts.length} drafts`,
    )
    const [draft] = drafts
    if (draft === undefined) return false
    await seen(node, draft.address, (writer) => {
      for (let n = 0; n < this.#things; n++) writer.count(`stone${n}`, 'Stone')
      demand(writer.count('t0', `n${this.#round - 1}`) === 1, 'the draft lacks a word')
      demand(writer.count(`stone${this.#things - 1}`, 'Stone') === 1, 'the draft lacks a thing')
    })
    await ask(node, 'GET', `${api(draft.address)}/review`)
    await changed(node, draft.address, (writer) => writer.write('t0', 'more'))
    await ask(node, 'POST', `${api(draft.address)}/merge`, {})
    await this.#remove(node, draft.address)
    return true
  }

  async #remove(node: AccountsNode, address: string): Promise<void> {
    await ask(node, 'DELETE', api(address))
    const { worlds } = WorldList.parse(await ask(node, 'GET', '/api/bin'))
    for (const { id, address: binned } of worlds)
      if (binned === address) await ask(node, 'DELETE', `/api/bin/${id}`)
  }
}

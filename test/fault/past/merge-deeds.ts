// Merging a draft that has drafts itself, and publishing and unpublishing a world.
import { DraftMade, DraftReview, MergeList } from '../../../shared/wire/api/draft-bodies.ts'
import { PublishingState } from '../../../shared/wire/api/publishing-bodies.ts'
import type { AccountsNode } from '../../accounts.ts'
import { allOrNone, api, ask, demand, furnish, makeWorld, PAGES, type Deed } from './deed.ts'
import { changed, seen } from './scene-writer.ts'

const reviewOf = async (node: AccountsNode, draft: string): Promise<DraftReview> =>
  DraftReview.parse(await ask(node, 'GET', `${api(draft)}/review`))

const newDraft = async (node: AccountsNode, of: string, title: string): Promise<string> =>
  DraftMade.parse(await ask(node, 'POST', `${api(of)}/drafts`, { title })).address

export class MergeDeed implements Deed {
  readonly name = 'merge'
  readonly world: string
  #draft = ''
  /** Two drafts of the draft, and one of the first of them. */
  #children: string[] = []
  #round = 0
  #merges = 0
  /** Words of the draft that are in the parent, and those that are not there yet. */
  readonly #merged: string[] = []
  #waiting: string[] = []

  constructor(n: number) {
    this.world = `ada/merging${n}`
  }

  async begin(node: AccountsNode): Promise<void> {
    await makeWorld(node, this.world)
    await changed(node, this.world, furnish)
    this.#draft = await newDraft(node, this.world, 'One')
    const child = await newDraft(node, this.#draft, 'Two')
    const other = await newDraft(node, this.#draft, 'Three')
    this.#children = [child, other, await newDraft(node, child, 'Four')]
  }

  async prepare(node: AccountsNode): Promise<void> {
    const word = `d${this.#round}`
    await changed(node, this.#draft, (writer) => {
      for (const page of PAGES) writer.write(page, word)
      writer.set('t0', 'speed', 10 + this.#round)
    })
    for (const [n, child] of this.#children.entries())
      await changed(node, child, (writer) => writer.write('t1', `c${n}-${this.#round}`))
    this.#waiting.push(word)
    this.#round += 1
  }

  ask(node: AccountsNode): Promise<unknown> {
    return ask(node, 'POST', `${api(this.#draft)}/merge`, {})
  }

  async isDone(node: AccountsNode): Promise<boolean> {
    const isDone = await seen(node, this.world, (writer) => {
      for (const word of this.#merged) demand(allOrNone(writer, word), `${word} was merged and is gone`)
      const [is = false, ...others] = this.#waiting.map((word) => allOrNone(writer, word))
      demand(
        others.every((each) => each === is),
        'a part of the draft was merged',
      )
      const speed = writer.value('t0', 'speed')
      demand((speed === 9 + this.#round) === is, `the speed is ${String(speed)}`)
      return is
    })
    this.#merges += isDone ? 1 : 0
    const { merges } = MergeList.parse(await ask(node, 'GET', `${api(this.world)}/merges`))
    demand(merges.length === this.#merges, `${merges.length} merges are listed, of ${this.#merges}`)
    await this.#judgeDrafts(node, isDone)
    if (isDone) this.#merged.push(...this.#waiting.splice(0))
    return isDone
  }

  /** All drafts have all words, and differ by what is not in their parents. */
  async #judgeDrafts(node: AccountsNode, isDone: boolean): Promise<void> {
    const review = await reviewOf(node, this.#draft)
    const things = review.things.map(({ id }) => id).toSorted()
    demand(things.join(' ') === (isDone ? '' : PAGES.join(' ')), `the draft differs in ${things.join(' ')}`)
    demand(review.conflicts.length === 0, 'there are conflicts')
    await seen(node, this.#draft, (writer) => {
      for (const word of [...this.#merged, ...this.#waiting])
        demand(allOrNone(writer, word), `${word} is gone from the draft`)
    })
    for (const [n, child] of this.#children.entries()) {
      const things = (await reviewOf(node, child)).things.map(({ id }) => id).join(' ')
      demand(things === 't1', `a draft of the draft differs in ${things}`)
      await seen(node, child, (writer) => {
        for (let round = 0; round < this.#round; round++)
          demand(
            writer.count('t1', `c${n}-${round}`) === 1,
            `c${n}-${round} is gone from a draft of the draft`,
          )
      })
    }
  }
}

/** By turns: what was published is taken back after it, and published again. */
export class PublishDeed implements Deed {
  readonly name = 'publish'
  readonly world: string
  #draft = ''
  #round = 0
  /** Words that are published for good, and the one that is published or taken back next. */
  readonly #kept: string[] = []
  #word = ''
  #isOut = false
  #publishes = true

  constructor(n: number) {
    this.world = `ada/publishing${n}`
  }

  async begin(node: AccountsNode): Promise<void> {
    await makeWorld(node, this.world)
    await changed(node, this.world, furnish)
    const state = await ask(node, 'PUT', `${api(this.world)}/publishing`, { isOn: true })
    this.#draft = PublishingState.parse(state).draft?.address ?? ''
  }

  async prepare(node: AccountsNode): Promise<void> {
    // Out, back, out again; then the next word.
    this.#publishes = !this.#isOut || this.#round % 3 === 2
    if (this.#isOut && this.#publishes) this.#kept.push(this.#word)
    if (this.#word === '' || (this.#isOut && this.#publishes)) {
      this.#word = `w${this.#round}`
      this.#isOut = false
      await changed(node, this.#draft, (writer) => {
        for (const page of PAGES) writer.write(page, this.#word)
      })
    }
    this.#round += 1
  }

  ask(node: AccountsNode): Promise<unknown> {
    return ask(node, 'POST', `${api(this.world)}/${this.#publishes ? 'publish' : 'unpublish'}`, {})
  }

  async isDone(node: AccountsNode): Promise<boolean> {
    const isOut = await seen(node, this.world, (writer) => {
      for (const word of this.#kept) demand(allOrNone(writer, word), `${word} was published and is gone`)
      return allOrNone(writer, this.#word)
    })
    const { published } = PublishingState.parse(await ask(node, 'GET', `${api(this.world)}/publishing`))
    const isAny = isOut || this.#kept.length > 0
    demand((published !== null) === isAny, 'what is published is said wrongly')
    const { things } = await reviewOf(node, this.#draft)
    demand(
      things.length === (isOut ? 0 : PAGES.length),
      `the draft differs in ${things.map(({ id }) => id).join(' ')}`,
    )
    await seen(node, this.#draft, (writer) => {
      for (const word of [...this.#kept, this.#word])
        demand(allOrNone(writer, word), `${word} is gone from the draft`)
    })
    this.#isOut = isOut
    return isOut === this.#publishes
  }
}

// A parent, its draft and a draft of that, with people who edit all three, offline and not, and merges,
// updates and reverts in between. After each of these everything is compared with what sets of letters and
// plain values say must be there.
import { expect } from 'vitest'
import * as Y from 'yjs'
import {
  conflictsIn,
  freshClient,
  mergeDraft,
  NOTHING_MERGED,
  rebaseDraft,
  rebaseMerged,
  returnMerge,
} from '../../../shared/history/merge/merge-draft.ts'
import { mergeAuthorship } from '../../../shared/history/merge/merge-authorship.ts'
import type {
  Choice,
  Conflict,
  DraftAndParent,
  Merged,
  NewName,
  OpenConflict,
  Rebased,
  RowAuthor,
  Selection,
  ThingId,
} from '../../../shared/history/merge/merge-types.ts'
import { revertMember } from '../../../shared/history/revert.ts'
import { initScene, textOf } from '../../../shared/world/scene/scene.ts'
import type { Authorship } from '../../../shared/yjs/id-set.ts'
import { edit, Stock, thingsOf } from './merge-edits.ts'
import { addedClients, lettersIn } from './merge-letters.ts'
import { lettersByRow, Log, Replica } from './merge-log.ts'
import { mergedValues, type Snapshot, snapshotOf, type ValueConflict } from './merge-snapshot.ts'
import type { Random } from '../random.ts'

/** Letters that a draft wrote and deleted beyond what its parent says. */
interface OwnLetters {
  readonly in: Set<string>
  readonly out: Set<string>
}

interface Draft {
  log: Log
  readonly own: OwnLetters
  open: readonly OpenConflict[]
  people: Replica[]
  /** What the parent had at the last rebase. */
  basis: ReadonlySet<string>
}

interface DoneMerge {
  readonly number: number
  /** Rows of the parent. */
  readonly from: number
  readonly to: number
  readonly before: Snapshot
  readonly after: Snapshot
  readonly conflicts: readonly OpenConflict[]
  isReverted: boolean
}

const REVERTER: RowAuthor = { author: 'the one who reverts', writtenAt: -1 }

export class MergeRun {
  readonly seen = {
    whole: 0,
    merges: 0,
    parts: 0,
    passages: 0,
    reverts: 0,
    again: 0,
    updates: 0,
    conflicts: 0,
    letters: 0,
    children: 0,
  }
  readonly #random: Random
  readonly #stock = new Stock()
  readonly #parent: Log
  readonly #people: Replica[]
  readonly #draft: Draft
  #child: Draft | null = null
  #time = 0
  /** By letter: who wrote it and when, and where. */
  readonly #authors = new Map<string, RowAuthor>()
  readonly #pageOf = new Map<string, string>()
  /** By letter: the merges, or 0 for the parent's own people, that wrote it into the parent or deleted it. */
  readonly #in = new Map<string, Set<number>>()
  readonly #out = new Map<string, Set<number>>()
  /** Deleted by somebody who had not heard that another letter stands there in its place. */
  readonly #unsure = new Set<string>()
  #lastRevert = 0
  readonly #merges: DoneMerge[] = []
  /** Values that may be in the parent's bytes. */
  readonly #values = new Set<string>()

  constructor(random: Random) {
    this.#random = random
    const scene = new Y.Doc()
    const root = this.#stock.thing()
    initScene(scene, { root, title: 'a world', name: 'root', text: this.#stock.letters(6) })
    this.#parent = new Log(Y.encodeStateAsUpdate(scene))
    for (const letter of this.#alive(this.#parent.doc).keys()) this.#in.set(letter, new Set([0]))
    this.#notePages(this.#parent.doc)
    this.#people = this.#replicas('parent', this.#parent)
    for (let step = 0; step < 12; step++) this.#work(this.#people, null)
    this.#syncParent(1)
    const state =
      random.below(2) === 0 ? Y.encodeStateAsUpdate(this.#parent.doc) : collected(this.#parent.doc)
    this.#draft = this.#begin(state, new Set(this.#alive(this.#parent.doc).keys()), 'draft')
  }

  step(): void {
    const steps = 4 + this.#random.below(20)
    for (let step = 0; step < steps; step++) {
      const side = this.#random.below(5)
      if (side < 2) this.#work(this.#people, null)
      else if (side < 4 || this.#child === null) this.#work(this.#draft.people, this.#draft.own)
      else this.#work(this.#child.people, this.#child.own)
    }
    // Some of the parent's people stay offline; of the draft's, the child's do.
    this.#syncParent(0.6)
    this.#syncDraft(this.#draft)
    if (this.#child !== null) this.#syncDraft(this.#child)
    const act = this.#random.below(10)
    if (act < 2) this.#merge(null)
    else if (act < 5) this.#merge(this.#selection())
    else if (act < 6) this.#update()
    else if (act < 8) this.#revert()
    else if (this.#child === null) this.#beginChild()
    else this.#mergeChild()
    this.#check()
  }

  /** Everybody comes back, and all is merged. */
  end(): void {
    this.#syncParent(1)
    this.#syncDraft(this.#draft)
    if (this.#child !== null) {
      this.#syncDraft(this.#child)
      this.#mergeChild()
    }
    this.#merge(null, 'draft')
    this.#check()
    this.#syncParent(1)
    for (const { doc } of this.#people) expect(snapshotOf(doc)).toEqual(snapshotOf(this.#parent.doc))
    this.seen.letters += this.#alive(this.#parent.doc).size
  }

  // --- people

  #replicas(side: string, log: Log): Replica[] {
    const count = 1 + this.#random.below(3)
    return Array.from({ length: count }, (_, i) => this.#replica(`${side} ${i}`, log))
  }

  #replica(name: string, log: Log): Replica {
    const replica = new Replica(name, log, () => this.#time)
    replica.doc.clientID = freshClient(this.#random.fraction, [this.#parent.doc, log.doc])
    return replica
  }

  #begin(state: Uint8Array, basis: ReadonlySet<string>, side: string): Draft {
    const log = new Log(state)
    return { log, own: { in: new Set(), out: new Set() }, open: [], people: this.#replicas(side, log), basis }
  }

  /** Somebody edits, and perhaps syncs. */
  #work(people: readonly Replica[], own: OwnLetters | null): void {
    const person = people[this.#random.below(people.length)]
    if (person === undefined) return
    this.#time++
    const before = this.#alive(person.doc)
    edit(person.doc, this.#random, this.#stock)
    const after = this.#alive(person.doc)
    for (const letter of after.keys()) {
      if (before.has(letter)) continue
      this.#authors.set(letter, { author: person.name, writtenAt: this.#time })
      person.arrivals.push(() => void (own === null ? sources(this.#in, letter).add(0) : own.in.add(letter)))
    }
    const { seen } = person
    for (const letter of before.keys()) {
      if (after.has(letter)) continue
      person.arrivals.push(() => {
        if (own === null) sources(this.#out, letter).add(0)
        else own.out.add(letter)
        if (own === null && seen < this.#lastRevert) this.#unsure.add(letter)
      })
    }
    this.#notePages(person.doc)
    if (own === null) this.#noteValues(snapshotOf(person.doc))
    if (this.#random.below(3) === 0) person.sync()
  }

  #syncParent(share: number): void {
    for (const person of this.#people) if (this.#random.fraction() < share) person.sync()
    if (share === 1) for (const person of this.#people) person.receive()
  }

  #syncDraft({ people }: Draft): void {
    for (const person of people) person.sync()
    for (const person of people) person.receive()
  }

  // --- acts

  #input(draft: Draft, parent: Log): DraftAndParent<RowAuthor> {
    const base = new Y.Doc({ gc: false })
    Y.applyUpdate(base, draft.log.state)
    return { base, draft: draft.log.now(), parent: parent.now(), rows: draft.log.rows, open: draft.open }
  }

  #client(input: DraftAndParent<RowAuthor>): number {
    return freshClient(this.#random.fraction, [input.parent, input.draft, input.base, this.#parent.doc])
  }

  #selection(): Selection {
    const scene = this.#draft.log.doc
    const ids: ThingId[] = [...thingsOf(scene), 'world']
    const some = (): ThingId[] => ids.filter(() => this.#random.below(3) === 0)
    if (this.#random.below(3) > 0)
      return { things: some(), pages: this.#random.below(2) === 0 ? some() : [], passages: [] }
    this.seen.passages++
    const passages = some().flatMap((id) => {
      const length = id === 'world' ? 0 : (textOf(scene, id)?.length ?? 0)
      const from = this.#random.below(length + 1)
      return [{ id, from, to: from + this.#random.below(length - from + 1) }]
    })
    return { things: [], pages: [], passages }
  }

  #choices(conflicts: readonly ValueConflict[], side?: Choice['side']): Choice[] {
    return conflicts.flatMap(({ id, key }) => {
      const chance = this.#random.below(3)
      if (side === undefined && chance === 0) return []
      const thing = [...thingsOf(this.#draft.log.doc), 'world' as const].find((one) => one === id)
      return thing === undefined
        ? []
        : [{ id: thing, key, side: side ?? (chance === 1 ? 'draft' : 'parent') }]
    })
  }

  #merge(take: Selection | null, side?: Choice['side']): void {
    const input = this.#input(this.#draft, this.#parent)
    const client = this.#client(input)
    const before = {
      base: snapshotOf(input.base),
      draft: snapshotOf(input.draft),
      parent: snapshotOf(input.parent),
    }
    const listed = conflictsIn(input)
    const choices = this.#choices(listed, side)
    const merged = mergeDraft(input, { client, take, choices })
    expect(merged.conflicts.map((each) => ({ ...each, spots: undefined }))).toEqual(listed)
    this.#noteUnsure(listed)
    const number = this.#merges.length + 1
    const from = this.#parent.rows.length
    this.#parent.appendAll(merged.updates, { author: 'nobody', writtenAt: 0 })
    const to = this.#parent.rows.length
    const things =
      take === null ? [...before.draft.values.keys()] : [...new Set([...merged.taken, ...take.things])]
    this.#expectValues(before, things, take, choices)
    this.#noteMerge(number, take, merged.taken, input, before.draft)
    const chosen = new Set(choices.filter((each) => each.side === 'draft').map(nameOf))
    const conflicts = listed.filter((each) => chosen.has(nameOf(each)))
    this.#merges.push({
      number,
      from,
      to,
      before: before.parent,
      after: snapshotOf(this.#parent.doc),
      conflicts,
      isReverted: false,
    })
    this.#checkParent()
    this.#rebase(merged.names, choices, merged)
    this.seen.merges++
    if (this.seen.reverts > 0) this.seen.again++
    this.seen.conflicts += listed.length
    if (take !== null) this.seen.parts++
  }

  /** Who chooses words that both sides wrote is tried elsewhere (`replaced-words.test.ts`). */
  #noteUnsure(conflicts: readonly Conflict[]): void {
    for (const { kind, parent, draft } of conflicts) {
      if (kind !== 'text') continue
      for (const letter of `${String(parent)}${String(draft)}`) this.#unsure.add(letter)
    }
  }

  #update(): void {
    this.#rebase([], [])
    this.seen.updates++
  }

  #rebase(
    names: readonly NewName[],
    settled: readonly Choice[],
    { isWhole, dropped, deleted }: Pick<Merged<RowAuthor>, 'isWhole' | 'dropped' | 'deleted'> = {
      isWhole: false,
      ...NOTHING_MERGED,
    },
  ): void {
    const input = this.#input(this.#draft, this.#parent)
    this.#noteUnsure(conflictsIn(input))
    const rebased = rebaseDraft(input, { client: this.#client(input), names, settled, dropped, deleted })
    if (isWhole) {
      // What is not compared would have found nothing.
      expect(rebased).toEqual(rebaseMerged(input.parent, names))
      this.seen.whole++
    }
    const before = {
      base: snapshotOf(input.base),
      draft: snapshotOf(input.draft),
      parent: snapshotOf(input.parent),
    }
    this.#continue(this.#draft, rebased, 'draft', [...this.#aliveInParent()])
    const now = snapshotOf(this.#draft.log.doc)
    const isSettled = new Set(settled.filter(({ side }) => side === 'parent').map(nameOf))
    for (const id of before.draft.values.keys()) {
      const { values } = mergedValues(
        id,
        before,
        () => false,
        (conflict) => !isSettled.has(nameOf(conflict)),
      )
      const expected = new Map(values)
      // Settled values that were left open before are no conflicts by comparison alone.
      for (const name of isSettled) {
        const [of, key = ''] = name.split(' ')
        const value = before.parent.values.get(id)?.get(key)
        if (of !== id || !before.parent.values.has(id)) continue
        if (value === undefined) expected.delete(key)
        else expected.set(key, value)
      }
      sameValues(now, id, expected, 'in the draft')
    }
    sameOrder(before.draft, now, this.#unsure)
    sameOrder(before.parent, now, this.#unsure)
  }

  /** A draft goes on under a new line, and so does a draft of it. */
  #continue(draft: Draft, rebased: Rebased<RowAuthor>, side: string, basis: readonly string[]): void {
    const old = draft.log
    draft.log = new Log(rebased.state)
    draft.log.appendAll(rebased.updates, { author: 'nobody', writtenAt: 0 })
    draft.open = rebased.open
    draft.people = this.#replicas(side, draft.log)
    draft.basis = new Set(basis)
    const child = this.#child
    if (draft !== this.#draft || child === null) return
    const input = { ...this.#input(child, draft.log), open: child.open }
    this.#noteUnsure(conflictsIn(input))
    const next = rebaseDraft(input, {
      client: this.#client(input),
      names: rebased.names,
      ...NOTHING_MERGED,
    })
    expect(old).not.toBe(draft.log)
    this.#continue(child, next, 'child', [...this.#aliveInDraft(draft)])
  }

  #revert(): void {
    const merge = this.#merges.findLast(({ isReverted, from, to }) => !isReverted && to > from)
    if (merge === undefined) return
    const before = this.#parent.now()
    const scene = this.#parent.now()
    scene.clientID = freshClient(this.#random.fraction, [scene, this.#draft.log.doc])
    const updates: Uint8Array[] = []
    scene.on('update', (update: Uint8Array) => void updates.push(update))
    const result = revertMember(scene, this.#wroteBy(merge))
    merge.isReverted = true
    this.#lastRevert = this.#parent.rows.length + 1
    this.seen.reverts++
    if (updates.length === 0) return
    for (const update of updates) this.#parent.append(update, REVERTER)
    const isAlone = this.#parent.rows.length === merge.to + 1
    if (isAlone) this.#expectBefore(merge, result.removed)
    const input = {
      ...this.#input(this.#draft, this.#parent),
      open: [...this.#draft.open, ...merge.conflicts],
    }
    const old = snapshotOf(input.draft)
    const rows = this.#parent.rows.slice(merge.from, merge.to)
    const rebased = returnMerge(input, { before, after: this.#parent.now(), rows }, this.#client(input))
    this.#giveBack(merge, snapshotOf(before))
    this.#continue(this.#draft, rebased, 'draft', [...this.#aliveInParent()])
    this.#noteUnsure(conflictsIn(this.#input(this.#draft, this.#parent)))
    const now = snapshotOf(this.#draft.log.doc)
    sameOrder(old, now, this.#unsure)
    if (isAlone) expect(now).toEqual(old)
  }

  #beginChild(): void {
    const { log } = this.#draft
    this.#child = this.#begin(collected(log.doc), this.#aliveInDraft(this.#draft), 'child')
  }

  /** As when somebody who wrote in the draft, offline and on an older line, comes back. */
  #mergeChild(): void {
    const child = this.#child
    if (child === null) return
    const input = this.#input(child, this.#draft.log)
    const before = {
      base: snapshotOf(input.base),
      draft: snapshotOf(input.draft),
      parent: snapshotOf(input.parent),
    }
    const listed = conflictsIn(input)
    this.#noteUnsure(listed)
    const choices = this.#choices(listed, 'draft')
    const { updates } = mergeDraft(input, { client: this.#client(input), take: null, choices })
    this.#draft.log.appendAll(updates, { author: 'nobody', writtenAt: 0 })
    const now = snapshotOf(this.#draft.log.doc)
    sameOrder(before.draft, now, this.#unsure)
    sameOrder(before.parent, now, this.#unsure)
    for (const letter of child.own.in) if (!child.own.out.has(letter)) this.#draft.own.in.add(letter)
    for (const letter of child.own.out) if (!child.own.in.has(letter)) this.#draft.own.out.add(letter)
    this.#child = null
    for (const person of this.#draft.people) person.receive()
    this.seen.children++
  }

  // --- what must be

  #wroteBy({ from, to }: DoneMerge): Authorship {
    const rows = this.#parent.rows.map(({ update, by }, index) => {
      if (index >= from && index < to) return { update, is: 'merge' } as const
      return { update, is: by === REVERTER ? 'revert' : 'other' } as const
    })
    return mergeAuthorship(this.#parent.doc, rows)
  }

  #noteMerge(
    number: number,
    take: Selection | null,
    taken: readonly ThingId[],
    { base, draft }: DraftAndParent<RowAuthor>,
    shown: Snapshot,
  ): void {
    const { own } = this.#draft
    const things = new Set<string>(take === null ? shown.values.keys() : taken)
    const places = placesIn(draft)
    const partly = new Set<string>([...(take?.pages ?? []), ...(take?.passages ?? []).map(({ id }) => id)])
    const whole = new Set<string>(take === null ? things : [...things].filter((id) => !partly.has(id)))
    for (const id of take?.things ?? []) whole.add(id)
    for (const id of take?.pages ?? []) whole.add(id)
    const isTaken = (letter: string, isOut: boolean): boolean => {
      const page = this.#pageOf.get(letter) ?? ''
      const at = places.get(letter)
      if (whole.has(page)) return true
      if (at === undefined) return false
      return (take?.passages ?? []).some(
        ({ id, from, to }) => id === page && from <= at && (isOut ? at <= to : at < to),
      )
    }
    for (const letter of own.in) {
      if (own.out.has(letter) || !isTaken(letter, false)) continue
      own.in.delete(letter)
      sources(this.#in, letter).add(number)
    }
    const had = lettersIn(base)
    for (const letter of own.out) {
      if (own.in.has(letter) || !had.has(letter) || !isTaken(letter, true)) continue
      own.out.delete(letter)
      sources(this.#out, letter).add(number)
    }
    for (const id of things)
      this.#noteValues({ ...shown, values: new Map([[id, shown.values.get(id) ?? new Map()]]) })
  }

  #giveBack({ number, before, after }: DoneMerge, reverted: Snapshot): void {
    const { own } = this.#draft
    const place = (of: Snapshot, id: string): string | undefined => of.values.get(id)?.get('place')
    // What the merge had added and nobody placed since is put away as it is.
    const isPutAway = (id: string): boolean =>
      !before.values.has(id) && place(after, id) === place(reverted, id)
    for (const [letter, from] of this.#in) {
      if (isPutAway(this.#pageOf.get(letter) ?? '') || !from.delete(number)) continue
      const isGone = this.#out.get(letter)?.has(0) === true
      if (own.out.has(letter)) own.out.delete(letter)
      else if (!isGone) own.in.add(letter)
    }
    for (const [letter, from] of this.#out) {
      if (!isPutAway(this.#pageOf.get(letter) ?? '') && from.delete(number)) own.out.add(letter)
    }
  }

  #expectValues(
    before: Record<'base' | 'draft' | 'parent', Snapshot>,
    taken: readonly string[],
    take: Selection | null,
    choices: readonly Choice[],
  ): void {
    const now = snapshotOf(this.#parent.doc)
    const isOpen = (one: ValueConflict): boolean =>
      this.#draft.open.some((each) => nameOf(each) === nameOf(one))
    const chosen = new Set(choices.filter(({ side }) => side === 'draft').map(nameOf))
    const partly = new Set<string>([...(take?.pages ?? []), ...(take?.passages ?? []).map(({ id }) => id)])
    const asked = new Set<string>(take === null ? taken : take.things)
    const isNew = (id: string): boolean => !before.parent.values.has(id)
    for (const id of now.values.keys()) {
      const isTaken =
        asked.has(id) || (isNew(id) && taken.includes(id)) || (!partly.has(id) && taken.includes(id))
      const expected = isTaken
        ? mergedValues(id, before, isOpen, (one) => chosen.has(nameOf(one))).values
        : before.parent.values.get(id)
      sameValues(now, id, expected, 'in the parent')
    }
    // A thing that stands on an added thing took that along.
    for (const [id, values] of now.values) {
      const host = /"host":"([^"]+)"/.exec(values.get('place') ?? '')?.[1]
      if (isNew(id) && host !== undefined && before.draft.values.has(host) && !before.base.values.has(host))
        expect(now.values.has(host), `the host of ${id}`).toBe(true)
    }
    for (const id of asked) if (before.draft.values.has(id)) expect([...now.values.keys()]).toContain(id)
    sameOrder(before.draft, now, this.#unsure)
    sameOrder(before.parent, now, this.#unsure)
  }

  /** Reverted at once, the parent is what it was, and what the merge had added is in limbo. */
  #expectBefore({ before }: DoneMerge, removed: ReadonlySet<string>): void {
    const now = snapshotOf(this.#parent.doc)
    for (const [id, values] of now.values) {
      if (removed.has(id) || !before.values.has(id)) {
        expect(values.get('place')).toContain('limbo')
        continue
      }
      expect(values, `values of ${id} after the revert`).toEqual(before.values.get(id))
      expect(now.pages.get(id)).toBe(before.pages.get(id))
    }
  }

  #checkParent(): void {
    this.#sameLetters('parent', this.#alive(this.#parent.doc), this.#aliveInParent())
    this.#checkBytes()
  }

  #check(): void {
    this.#checkParent()
    this.#sameLetters('draft', this.#alive(this.#draft.log.doc), this.#aliveInDraft(this.#draft))
    if (this.#child !== null)
      this.#sameLetters('child', this.#alive(this.#child.log.doc), this.#aliveInDraft(this.#child))
    this.#checkAuthors('parent', this.#parent)
    this.#checkAuthors('draft', this.#draft.log)
    if (this.#child !== null) this.#checkAuthors('child', this.#child.log)
  }

  #sameLetters(where: string, found: ReadonlyMap<string, number>, expected: ReadonlySet<string>): void {
    const sure = (letter: string): boolean => !this.#unsure.has(letter)
    const twice = [...found].filter(([letter, times]) => times > 1 && sure(letter)).map(([letter]) => letter)
    expect(twice, `letters that the ${where} has twice`).toEqual([])
    const isMissing = [...expected].some((letter) => sure(letter) && !found.has(letter))
    if (!isMissing && ![...found.keys()].some((letter) => sure(letter) && !expected.has(letter))) return
    expect([...found.keys()].filter(sure).toSorted(), `letters of the ${where}`).toEqual(
      [...expected].filter(sure).toSorted(),
    )
  }

  /** Nothing that was left out is in a byte of the parent's log. */
  #checkBytes(): void {
    for (const letter of lettersIn(this.#parent.doc))
      if (!this.#in.has(letter) && !this.#unsure.has(letter)) expect.fail(`${letter} in the parent`)
    for (const { update } of this.#parent.rows) {
      const words =
        Buffer.from(update)
          .toString('latin1')
          .match(/value\d{5}/g) ?? []
      for (const word of words) if (!this.#values.has(word)) expect.fail(`${word} in the parent's log`)
    }
  }

  #checkAuthors(where: string, log: Log): void {
    for (const [letter, authors] of lettersByRow(log)) {
      const known = this.#authors.get(letter)
      if (known === undefined || this.#unsure.has(letter)) continue
      for (const by of authors) {
        const isTrue = by === REVERTER || (by.author === known.author && by.writtenAt === known.writtenAt)
        if (!isTrue) expect(by, `author of ${letter} in the ${where}`).toEqual(known)
      }
    }
  }

  #aliveInParent(): ReadonlySet<string> {
    const alive = new Set<string>()
    for (const [letter, from] of this.#in)
      if (from.size > 0 && (this.#out.get(letter)?.size ?? 0) === 0) alive.add(letter)
    return alive
  }

  #aliveInDraft({ own, basis }: Draft): ReadonlySet<string> {
    const alive = new Set([...basis, ...own.in])
    for (const letter of own.out) alive.delete(letter)
    return alive
  }

  /** The letters that are shown, and how often. */
  #alive(doc: Y.Doc): ReadonlyMap<string, number> {
    const found = new Map<string, number>()
    for (const { letter, isDeleted } of addedClients(doc))
      if (!isDeleted) found.set(letter, (found.get(letter) ?? 0) + 1)
    return found
  }

  #notePages(doc: Y.Doc): void {
    for (const id of thingsOf(doc))
      for (const letter of textOf(doc, id)?.toJSON() ?? '') this.#pageOf.set(letter, id)
  }

  #noteValues({ values }: Snapshot): void {
    for (const each of values.values()) {
      for (const value of each.values())
        for (const word of value.match(/value\d{5}/g) ?? []) this.#values.add(word)
    }
  }
}

const nameOf = ({ id, key }: ValueConflict): string => `${id} ${key}`

function sources(map: Map<string, Set<number>>, letter: string): Set<number> {
  const found = map.get(letter) ?? new Set()
  map.set(letter, found)
  return found
}

/** Where each letter is in what its page shows; a deleted one where it was. */
function placesIn(doc: Y.Doc): ReadonlyMap<string, number> {
  const places = new Map<string, number>()
  for (const id of thingsOf(doc)) {
    let at = 0
    for (let item = textOf(doc, id)?._start ?? null; item !== null; item = item.right) {
      if (item.content instanceof Y.ContentString) {
        for (const letter of item.content.str) {
          places.set(letter, at)
          if (!item.deleted) at++
        }
      }
    }
  }
  return places
}

function sameValues(
  { values }: Snapshot,
  id: string,
  expected: ReadonlyMap<string, string> | undefined,
  where: string,
): void {
  const found = values.get(id)
  const isSame =
    found?.size === expected?.size && [...(expected ?? [])].every(([key, value]) => found?.get(key) === value)
  if (!isSame) expect(found, `values of ${id} ${where}`).toEqual(expected)
}

/** Letters that both pages have stand in one order, but for those that may be there twice. */
function sameOrder(one: Snapshot, next: Snapshot, unsure: ReadonlySet<string>): void {
  for (const [id, page] of one.pages) {
    const there = next.pages.get(id) ?? ''
    const sure = (text: string): Set<string> =>
      new Set(Array.from(text).filter((letter) => !unsure.has(letter)))
    const [a, b] = [sure(page), sure(there)]
    const here = Array.from(page)
      .filter((letter) => b.has(letter))
      .join('')
    const other = Array.from(there)
      .filter((letter) => a.has(letter))
      .join('')
    if (here !== other) expect(other).toBe(here)
  }
}

function collected(doc: Y.Doc): Uint8Array {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  return Y.encodeStateAsUpdate(copy)
}

// One run from one seed: a host with a world and somebody who writes in it, one to three nodes that keep a
// copy, and their people, who write too. Connections break and stall, processes end, disks fail, rights come
// and go, copies are thrown away. Then everything is well again, and all is compared.
import * as Y from 'yjs'
import type { SocketEvents } from '../../../shared/wire/frames/socket-contract.ts'
import { makePlainDocument } from '../../../shared/yjs/plain-document.ts'
import { parseNodeName, type MemberId, type NodeName } from '../../../shared/world/address.ts'
import type { Right } from '../../../shared/world/rights.ts'
import { contentOf } from '../content.ts'
import { Disk, logDocument } from '../disk.ts'
import { editSomething } from '../edits.ts'
import { InklandClient } from '../inkland.ts'
import { Network, Place } from '../network.ts'
import { SimulatedNode } from '../node.ts'
import { CopyNode } from './peers-copy.ts'
import { eraseWord, PeerVisitor, wordsIn, writeWord } from './peers-visitor.ts'
import { oneByWeight, seededRandom, type Random } from '../random.ts'
import { VirtualTime } from '../time.ts'
import { Views } from '../views.ts'
import { playOut } from '../whole-run.ts'
import { Witness } from '../copy-witness.ts'

interface PeerOutcome {
  /** The faults, in words; empty when there were none. */
  readonly broken: readonly string[]
  readonly words: number
  readonly crashes: number
  /** Calls to disks that failed. */
  readonly failures: number
  /** How often a host undid an edit, or a person's own node refused one. */
  readonly undone: number
  readonly refused: number
  readonly evicted: number
  /**
   * Words that are in a copy alone, and those that the host has after all, which was known too late to say
   * so.
   */
  readonly kept: number
  readonly both: number
}

const HOST = nameOf('b.example')
const WORLD = 'bob/square'
/** A line that was refused for good is tried again after 10 min; and some of that may happen twice. */
const HEALING_MS = 45 * 60_000
/** How often it is looked whether all is together by then. */
const LOOK_MS = 20_000

function nameOf(text: string): NodeName {
  const name = parseNodeName(text)
  if (name === null) throw new Error(`${text} is no node`)
  return name
}

/** Runs one seed. */
export async function simulatePeers(seed: number, steps: number): Promise<PeerOutcome> {
  const run = new Run(seed)
  return playOut(run, steps, () => run.begin())
}

interface Player {
  readonly client: InklandClient
  readonly place: Place
  readonly node: CopyNode | null
  readonly member: MemberId
}

/** The events, and how often each among about 240. */
const EVENTS: readonly (readonly [weight: number, happen: (run: Run, player: Player) => unknown])[] = [
  [3, (_, { place }) => place.goOffline()],
  [3, (_, { place }) => place.stall()],
  [3, (run) => run.someCopy().place.goOffline()],
  [3, (run) => run.someCopy().place.stall()],
  [3, (run) => run.someCopy().place.blink()],
  [14, (run) => run.getBetter()],
  [3, (run) => (run.someDisk().failsNext = 'before')],
  [1, (run) => (run.someDisk().failsNext = 'after')],
  [2, (run) => (run.someDisk().isBroken = true)],
  [3, (run) => run.host.crash()],
  [4, (run) => run.someCopy().crash()],
  // An event that begins here ends later, or never.
  [1, (run) => void run.host.stop()],
  [1, (run) => void run.someCopy().stop()],
  [1, (run) => run.host.closeWorld()],
  [4, (run) => void run.someCopy().evict()],
  [5, (run, { member }) => run.changeRight(member)],
  [3, (_, { client }) => client instanceof PeerVisitor && client.goAway()],
  [4, (_, { client }) => client instanceof PeerVisitor && client.comeBack()],
  [2, (run) => run.leaveAll()],
  [3, (_, { client }) => client.reload()],
  [120, (run, player) => run.write(player)],
  [60, (run, { client }) => run.edit(client)],
]

class Run {
  readonly time = new VirtualTime()
  readonly host: SimulatedNode
  readonly #random: Random
  readonly #hostDisk: Disk
  readonly #hostNetwork: Network
  readonly #witnesses: Witness[] = []
  readonly #rights = new Map<MemberId, Right>()
  readonly #copies: readonly CopyNode[]
  readonly #players: readonly Player[]
  readonly #views = new Views<InklandClient>()
  readonly #broken: string[] = []
  /** The writer of each word, and the words that somebody took out. */
  readonly #words = new Map<string, Player>()
  readonly #erased = new Set<string>()

  constructor(seed: number) {
    this.#random = seededRandom(seed)
    this.#hostDisk = new Disk(this.time, this.#random)
    this.#hostNetwork = this.#networkOf(this.#hostDisk)
    this.host = new SimulatedNode(this.#hostDisk, this.#hostNetwork, (member) => this.#rightOf(member.id))
    this.#copies = Array.from({ length: 1 + this.#random.below(3) }, (_, n) => this.#newCopy(n))
    const visitors = this.#copies.flatMap((node, n) =>
      Array.from({ length: 1 + this.#random.below(2) }, (_, m) => this.#newVisitor(node, `m${n}${m}`)),
    )
    this.#players = [this.#newBob(), ...visitors]
  }

  /** Bob's world is made by his coming. */
  async begin(): Promise<void> {
    await this.time.pass(10_000)
  }

  async step(): Promise<void> {
    const player = this.#one(this.#players)
    const event = oneByWeight(this.#random, EVENTS)
    await event?.[1](this, player)
    const pause = this.#random.below(100)
    if (pause < 2) await this.time.pass(this.#random.below(pause === 0 ? 700_000 : 60_000))
    else if (pause < 60) await this.time.pass(this.#random.below(pause < 12 ? 3000 : 30))
  }

  someCopy(): CopyNode {
    return this.#one(this.#copies)
  }

  someDisk(): Disk {
    return this.#one([this.#hostDisk, ...this.#copies.map(({ disk }) => disk)])
  }

  /** Some of the broken parts are well again. */
  getBetter(): void {
    const isTime = () => this.#random.below(2) === 0
    for (const { place } of [...this.#players, ...this.#copies]) if (isTime()) place.heal()
    for (const { disk } of this.#copies) if (isTime()) disk.isBroken = false
    if (isTime()) this.#hostDisk.isBroken = false
  }

  /** Everybody of one node closes their tabs: only then can its copy be thrown away. */
  leaveAll(): void {
    const copy = this.someCopy()
    for (const { client, node } of this.#players)
      if (node === copy && client instanceof PeerVisitor) client.goAway()
    this.time.after(this.#random.below(30_000), () => void copy.evict())
  }

  changeRight(member: MemberId): void {
    if (member === BOB) return
    const right = this.#rightOf(member)
    this.#rights.set(member, right !== 'edit' ? 'edit' : this.#random.below(3) === 0 ? 'none' : 'see')
  }

  write(player: Player): void {
    const { scene } = player.client
    // A world that is not there yet has nothing to write on.
    if (!player.client.isReady) return
    if (this.#random.below(6) === 0) {
      const word = eraseWord(scene, this.#random)
      if (word !== null) this.#erased.add(word)
      return
    }
    const word = `${player.member}.${this.#words.size}`
    this.#words.set(word, player)
    writeWord(scene, word, this.#random)
  }

  edit(client: InklandClient): void {
    if (client.isReady) editSomething(this.#views.of(client), this.#random)
  }

  /** Everything is well again, for long enough. */
  async heal(): Promise<void> {
    for (const disk of [this.#hostDisk, ...this.#copies.map((copy) => copy.disk)]) {
      disk.isBroken = false
      disk.failsNext = null
    }
    for (const { place } of [...this.#players, ...this.#copies]) place.heal()
    for (const { member } of this.#players) this.#rights.set(member, 'edit')
    this.host.start()
    for (const copy of this.#copies) copy.start()
    for (const { client } of this.#players) if (client instanceof PeerVisitor) client.comeBack()
    const until = this.time.at + HEALING_MS
    let found: readonly string[]
    do {
      await this.time.pass(LOOK_MS)
      found = await this.#differences()
    } while (found.length > 0 && this.time.at < until)
    this.#broken.push(...found)
    await this.#checkWords()
  }

  outcome(): PeerOutcome {
    const { host } = this
    const copies = this.#copies
    const players = this.#players
    const words = this.#words
    const broken = [...this.#broken, ...host.broken]
    for (const copy of copies) broken.push(...copy.broken)
    for (const witness of this.#witnesses) broken.push(...witness.broken)
    const visitors = players.flatMap(({ client }) => (client instanceof PeerVisitor ? [client] : []))
    const sum = (of: readonly number[]): number => of.reduce((all, each) => all + each, 0)
    const stands = new Set(this.#standing)
    const kept = [...words].filter(
      ([word, { client }]) => client instanceof PeerVisitor && client.hasKept(word),
    )
    return {
      broken,
      words: words.size,
      crashes: host.crashes + sum(copies.map(({ crashes }) => crashes)),
      failures: this.#hostDisk.failures + sum(copies.map(({ disk }) => disk.failures)),
      undone: sum(visitors.map(({ counts }) => counts.undone)),
      refused: sum(visitors.map(({ counts }) => counts.refused)),
      evicted: sum(copies.map(({ evicted }) => evicted)),
      kept: kept.length,
      both: kept.filter(([word]) => stands.has(word)).length,
    }
  }

  destroy(): void {
    this.#views.destroy()
    for (const { client } of this.#players) client.destroy()
  }

  #standing: readonly string[] = []

  /** Every word ever written stands once, or its writer has it in a copy, or somebody took it out. */
  async #checkWords(): Promise<void> {
    this.#standing = wordsIn(await logDocument(this.#hostDisk.store))
    const times = new Map<string, number>()
    for (const word of this.#standing) times.set(word, (times.get(word) ?? 0) + 1)
    for (const [word, many] of times) if (many > 1) this.#broken.push(`${word} is there ${many} times`)
    for (const [word, { client }] of this.#words) {
      const isKept = client instanceof PeerVisitor && client.hasKept(word)
      if (!times.has(word) && !this.#erased.has(word) && !isKept) this.#broken.push(`${word} is lost`)
    }
  }

  /** The differences, in words. */
  async #differences(): Promise<string[]> {
    const content = contentOf(await logDocument(this.#hostDisk.store))
    const found: string[] = []
    for (const copy of this.#copies) {
      const { store } = copy.disk
      for (const { world, kind, updates } of await store.personalLogs())
        found.push(`${updates} updates are left in ${kind} of world ${world} at ${copy.name}`)
      for (const { key } of await store.worlds('foreign')) {
        const { snapshot, tail } = await store.open({ world: key, kind: 'scene' })
        const doc = makePlainDocument()
        for (const bytes of [...(snapshot === null ? [] : [snapshot]), ...tail.map((row) => row.bytes)])
          Y.applyUpdate(doc, bytes)
        if (contentOf(doc) !== content) found.push(`the copy at ${copy.name} differs from the host`)
      }
    }
    for (const { client, member } of this.#players) {
      if (client.ended !== null) found.push(`${member} gave up: ${client.ended}`)
      if (!client.isSettled) found.push(`${member} is not settled; ${client.unsaved} edits unsaved`)
      if (contentOf(client.scene) !== content) found.push(`${member} sees something else than the host has`)
    }
    return found
  }

  #rightOf(member: MemberId): Right {
    return this.#rights.get(member) ?? 'edit'
  }

  #one<T>(of: readonly T[]): T {
    const found = of[this.#random.below(of.length)]
    if (found === undefined) throw new Error('there is none')
    return found
  }

  #networkOf(disk: Disk, host?: Disk): Network {
    const witness = new Witness(this.time, disk, { mayRefuse: true, ...(host && { host }) })
    this.#witnesses.push(witness)
    return new Network(this.time, this.#random, witness)
  }

  #newCopy(n: number): CopyNode {
    const disk = new Disk(this.time, this.#random)
    return new CopyNode({
      name: nameOf(`a${n}.example`),
      host: HOST,
      disk,
      inward: this.#networkOf(disk, this.#hostDisk),
      outward: this.#hostNetwork,
      place: new Place(),
      rightAtHost: (member) => this.#rightOf(member),
    })
  }

  #newBob(): Player {
    const place = new Place()
    const url = `ws://host/sync/${WORLD}?inkland=1&member=${BOB}`
    return {
      place,
      node: null,
      member: BOB,
      client: new InklandClient(this.#outside(this.#hostNetwork, place), url),
    }
  }

  #newVisitor(node: CopyNode, name: string): Player {
    const place = new Place()
    const member = name as MemberId
    const [account, world] = WORLD.split('/')
    const url = `ws://copy/sync/${account}@${HOST}/${world}?inkland=1&member=${name}`
    const client = new PeerVisitor(this.#outside(node.inward, place), url)
    return { place, node, member, client }
  }

  #outside(network: Network, place: Place) {
    return {
      clock: this.time,
      random: this.#random.bytes,
      openSocket: (url: string, events: SocketEvents) => network.open(place, url, events),
    }
  }
}

const BOB = 'bob' as MemberId

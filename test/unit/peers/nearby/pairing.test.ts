// Linking two nodes by a code: the steps of both sides in order, and that nobody between them makes both show
// the same.
import { describe, expect, it } from 'vitest'
import { publicKeyOf } from '../../../../server/peers/identity/node-keys.ts'
import {
  pairingCodeOf,
  commitmentTo,
  isCommittedTo,
  type PairingParties,
  type PairingSide,
} from '../../../../server/peers/nearby/pairing-code.ts'
import { createPairing, BEGUN_MAX, type Pairing } from '../../../../server/peers/nearby/node-pairing.ts'
import type { AskingPairing } from '../../../../server/peers/nearby/pairing-client.ts'
import { PeerFault } from '../../../../server/peers/outward/faults.ts'
import type { Peer } from '../../../../server/peers/known/peer-directory.ts'
import type { PeerRecord } from '../../../../server/peers/known/peer-record.ts'
import { makeMemberId, parseNodeName, type NodeName } from '../../../../shared/world/address.ts'

const MINUTE_MS = 60_000

/** Bytes from a seed (xorshift32), so that a run can be had again. */
function seeded(seed: number): (bytes: number) => Uint8Array {
  let state = seed
  return (bytes) =>
    Uint8Array.from({ length: bytes }, () => {
      state ^= state << 13
      state ^= state >>> 17
      state ^= state << 5
      return (state >>> 0) & 255
    })
}

const nameOf = (text: string): NodeName => {
  const name = parseNodeName(text)
  if (name === null) throw new Error(`${text} is no name`)
  return name
}
const A = nameOf('a.example')
const B = nameOf('b.example')
const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')

function sideOf(node: NodeName, random: (bytes: number) => Uint8Array): PairingSide {
  return { node, keys: { keys: { keys: [publicKeyOf(base64url(random(32)))] }, old: [] } }
}

/** Time that passes when a test says so. */
function createTime() {
  let now = 1_000_000
  const waiting = new Set<{ at: number; run: () => void }>()
  return {
    now: () => now,
    after(ms: number, run: () => void) {
      const one = { at: now + ms, run }
      waiting.add(one)
      return () => void waiting.delete(one)
    },
    async pass(ms: number) {
      const end = now + ms
      for (;;) {
        const next = [...waiting].filter(({ at }) => at <= end).toSorted((one, other) => one.at - other.at)[0]
        if (next === undefined) break
        waiting.delete(next)
        now = next.at
        next.run()
        // Work that it began is done before time goes on.
        for (let turns = 0; turns < 20; turns++) await Promise.resolve()
      }
      now = end
    },
  }
}
type Time = ReturnType<typeof createTime>

interface Node {
  readonly pairing: Pairing
  readonly allowed: NodeName[]
  readonly deeds: string[]
  /** The keys by which it knows the other. */
  knows: PairingSide
  self: PairingSide
}

function nodeOf(
  time: Time,
  self: PairingSide,
  knows: PairingSide,
  asking: AskingPairing,
  seed: number,
): Node {
  const node: Node = {
    allowed: [],
    deeds: [],
    knows,
    self,
    pairing: createPairing({
      identity: {
        name: () => node.self.node,
        keys: () => {
          const [current] = node.self.keys.keys.keys
          if (current === undefined) throw new Error('a side has a key')
          return { current, old: node.self.keys.old }
        },
      },
      book: {
        recordOf: () => ({ keys: node.knows.keys }) as PeerRecord,
        setTrust(peer) {
          node.allowed.push(peer)
          return Promise.resolve(null)
        },
      },
      acquaintance: { meet: () => Promise.resolve({} as Peer) },
      asking,
      clock: time,
      random: seeded(seed),
      note: (_who, what) => void node.deeds.push(what),
    }),
  }
  return node
}

/** Two nodes with a connection between them; requests to B can be changed on the way. */
function joined(change: Partial<AskingPairing> = {}) {
  const time = createTime()
  const random = seeded(7)
  const [a, b] = [sideOf(A, random), sideOf(B, random)]
  const over = (error: unknown): never => {
    throw new PeerFault('refused', B, error instanceof Error ? error.message : 'no')
  }
  const none: AskingPairing = {
    begin: () => Promise.reject(new Error('B asks nobody')),
    reveal: () => Promise.reject(new Error('B asks nobody')),
    say: () => Promise.reject(new Error('B asks nobody')),
    end: () => Promise.reject(new Error('B asks nobody')),
  }
  const second = nodeOf(time, b, a, none, 11)
  const first = nodeOf(
    time,
    a,
    b,
    {
      begin: (_node, id) => second.pairing.begun(A, id).catch(over),
      reveal: async (_node, id, nonce) => second.pairing.revealed(A, id, nonce),
      say: (_node, id, agreed) => second.pairing.said(A, id, agreed).catch(over),
      end: async (_node, id) => second.pairing.ended(A, id),
      ...change,
    },
    13,
  )
  return { time, first, second }
}

const admin = makeMemberId(seeded(3))
const codeIn = ({ pairing }: Node): string => {
  const info = pairing.info()
  return info.state === 'comparing' ? info.code : `(${info.state})`
}
const idIn = ({ pairing }: Node): string => {
  const info = pairing.info()
  return info.state === 'none' ? '' : info.id
}
/** The answer of a node's admin about the code on its screen. */
const say = (node: Node, isSame: boolean) =>
  node.pairing.say({ id: idIn(node), code: codeIn(node), isSame }, admin)

describe('[N91] two nodes and their admins', () => {
  it('show the same six digits, and allow each other once both have said so', async () => {
    const { time, first, second } = joined()
    await first.pairing.begin(B, admin)
    expect(codeIn(first)).toMatch(/^\d{6}$/)
    expect(codeIn(second)).toBe(codeIn(first))
    await say(first, true)
    await time.pass(5_000)
    expect([first.allowed, second.allowed]).toEqual([[], []])
    expect(second.pairing.info()).toMatchObject({ isAgreedThere: true, isAgreedHere: false })
    await say(second, true)
    await time.pass(5_000)
    expect([first.allowed, second.allowed]).toEqual([[B], [A]])
    expect([first.pairing.info().state, second.pairing.info().state]).toEqual(['linked', 'linked'])
    expect(first.deeds).toEqual(['admin.pairingBegun', 'admin.peerLinked'])
  })

  it('are linked whoever of the two says so first', async () => {
    const { time, first, second } = joined()
    await first.pairing.begin(B, admin)
    await say(second, true)
    await time.pass(5_000)
    expect([first.allowed, second.allowed]).toEqual([[], []])
    await say(first, true)
    await time.pass(5_000)
    expect([first.allowed, second.allowed]).toEqual([[B], [A]])
  })

  it('link nothing where one says that the codes differ, and tell the other', async () => {
    const { time, first, second } = joined()
    await first.pairing.begin(B, admin)
    await say(first, true)
    await say(second, false)
    await time.pass(5_000)
    expect([first.pairing.info().state, second.pairing.info().state]).toEqual(['over', 'over'])
    expect(second.deeds).toContain('admin.pairingDiffered')
    await expect(say(first, true)).rejects.toThrow('over')
    expect([first.allowed, second.allowed]).toEqual([[], []])
  })

  it('have two minutes', async () => {
    const { time, first, second } = joined()
    await first.pairing.begin(B, admin)
    await say(first, true)
    await time.pass(2 * MINUTE_MS)
    await expect(say(second, true)).rejects.toThrow('over')
    expect([first.allowed, second.allowed]).toEqual([[], []])
  })

  it('link nothing where keys change between the code and the word', async () => {
    const { time, first, second } = joined()
    await first.pairing.begin(B, admin)
    await say(second, true)
    first.knows = sideOf(B, seeded(99))
    await say(first, true)
    await time.pass(5_000)
    expect(first.allowed).toEqual([])
    expect(first.pairing.info()).toMatchObject({ state: 'over' })
  })
})

describe('[N92] what comes out of order, again, or from somebody else', () => {
  it('is refused, and changes nothing', async () => {
    const { first, second } = joined()
    await first.pairing.begin(B, admin)
    const id = idIn(second)
    const code = codeIn(second)
    const other = nameOf('c.example')
    const nonce = base64url(seeded(5)(16))
    expect(() => second.pairing.revealed(A, id, nonce)).toThrow('over')
    expect(() => second.pairing.revealed(other, id, nonce)).toThrow('over')
    await expect(second.pairing.said(other, id, true)).rejects.toThrow('over')
    await expect(second.pairing.said(A, nonce, true)).rejects.toThrow('over')
    expect(() => second.pairing.ended(other, id)).toThrow('over')
    await expect(second.pairing.begun(other, nonce)).rejects.toThrow('Another node is being linked')
    // Nor is the one that began asked as if it had not.
    await expect(first.pairing.said(B, id, true)).rejects.toThrow('over')
    expect(() => first.pairing.revealed(B, id, nonce)).toThrow('over')
    expect(codeIn(second)).toBe(code)
    expect(second.pairing.info()).toMatchObject({ isAgreedThere: false })
  })

  it('also a word before the numbers', async () => {
    const { second } = joined()
    const id = base64url(seeded(5)(16))
    await second.pairing.begun(A, id)
    await expect(second.pairing.said(A, id, true)).rejects.toThrow('over')
    await expect(say(second, true)).rejects.toThrow('over')
  })

  it('also a number that is not the one committed to', async () => {
    const { first, second } = joined({ reveal: () => Promise.resolve(base64url(seeded(5)(16))) })
    await expect(first.pairing.begin(B, admin)).rejects.toThrow('changed what it had said at first')
    expect(first.pairing.info().state).toBe('over')
    await expect(say(second, true)).rejects.toThrow('over')
  })

  it('also a word about a code that is not on the screen any more', async () => {
    const { time, second } = joined()
    const id = base64url(seeded(5)(16))
    const begin = async (number: number) => {
      await second.pairing.begun(A, id)
      second.pairing.revealed(A, id, base64url(seeded(number)(16)))
      return codeIn(second)
    }
    const code = await begin(1)
    await time.pass(2 * MINUTE_MS)
    expect(await begin(2)).not.toBe(code)
    await expect(second.pairing.say({ id, code, isSame: true }, admin)).rejects.toThrow('over')
    expect(second.pairing.info()).toMatchObject({ isAgreedHere: false })
  })

  it('also more than a few of them', async () => {
    const { time, second } = joined()
    for (let times = 0; times < BEGUN_MAX; times++) {
      await second.pairing.begun(A, base64url(seeded(times + 1)(16)))
      // A node that begins and says no more holds up nobody for long.
      await time.pass(20_000)
    }
    await expect(second.pairing.begun(A, base64url(seeded(50)(16)))).rejects.toThrow('too often')
    await time.pass(10 * MINUTE_MS)
    await second.pairing.begun(A, base64url(seeded(51)(16)))
  })
})

describe('[N93] somebody between two nodes', () => {
  const RUNS = 1_000

  /** Shows each of the two a key of its own; answers the codes that both screens show. */
  type Attack = (random: (bytes: number) => Uint8Array) => readonly [string, string]

  const parts = (random: (bytes: number) => Uint8Array) => {
    const nonce = () => base64url(random(16))
    const [a, b, asA, asB] = [sideOf(A, random), sideOf(B, random), sideOf(A, random), sideOf(B, random)]
    const withA: PairingParties = { id: nonce(), first: a, second: asB }
    // The same name, where that helps.
    const withB: PairingParties = { id: withA.id, first: asA, second: b }
    return { withA, withB, nonceA: nonce(), nonceB: nonce(), nonce }
  }

  const ATTACKS: Readonly<Record<string, Attack>> = {
    'finishes with the first, then plays its number to the second': (random) => {
      const { withA, withB, nonceA, nonceB, nonce } = parts(random)
      const own = nonce()
      expect(isCommittedTo(withA, own, commitmentTo(withA, own))).toBe(true)
      return [pairingCodeOf(withA, nonceA, own), pairingCodeOf(withB, nonceA, nonceB)]
    },
    'finishes with the second, then plays its number to the first': (random) => {
      const { withA, withB, nonceA, nonceB, nonce } = parts(random)
      return [pairingCodeOf(withA, nonceA, nonceB), pairingCodeOf(withB, nonce(), nonceB)]
    },
    'passes on both numbers as they come': (random) => {
      const { withA, withB, nonceA, nonceB } = parts(random)
      // The commitment of the second one does not fit for the first.
      expect(isCommittedTo(withA, nonceB, commitmentTo(withB, nonceB))).toBe(false)
      return [pairingCodeOf(withA, nonceA, nonceB), pairingCodeOf(withB, nonceA, nonceB)]
    },
    'is one of the two, and an old key among the other’s keys': (random) => {
      const { withA, nonceA, nonceB } = parts(random)
      const [key] = sideOf(A, random).keys.keys.keys
      if (key === undefined) throw new Error('a side has a key')
      const { keys } = withA.second
      const old = [{ key, until: Number.MAX_SAFE_INTEGER, successor: 'a.b.c' }]
      const second = { ...withA.second, keys: { ...keys, old } }
      return [pairingCodeOf(withA, nonceA, nonceB), pairingCodeOf({ ...withA, second }, nonceA, nonceB)]
    },
  }

  it.each(Object.entries(ATTACKS))(`never has both show the same in ${RUNS} runs: %s`, (_name, attack) => {
    const random = seeded(20_260_721)
    let same = 0
    for (let run = 0; run < RUNS; run++) {
      const [one, other] = attack(random)
      if (one === other) same += 1
    }
    // By chance it is one in a million; this seed has none.
    expect(same).toBe(0)
  })

  it('is what the codes are different for: without anybody they are the same', () => {
    const random = seeded(1)
    for (let run = 0; run < RUNS; run++) {
      const { withA, nonceA, nonceB } = parts(random)
      const told = structuredClone(withA)
      expect(pairingCodeOf(told, nonceA, nonceB)).toBe(pairingCodeOf(withA, nonceA, nonceB))
    }
  })

  it('meets codes that are spread over all there are', () => {
    const random = seeded(2)
    const codes = new Set<string>()
    for (let run = 0; run < RUNS; run++) {
      const { withA, nonceA, nonceB } = parts(random)
      codes.add(pairingCodeOf(withA, nonceA, nonceB))
    }
    expect(codes.size).toBeGreaterThan(RUNS - 5)
  })
})

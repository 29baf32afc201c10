// Who this browser is to the server. Remembered on the device, so that worlds open without a network.
import { createContext, use, useCallback, useEffect, useState } from 'react'
import { Me } from '../../shared/wire/api.ts'
import { parseMemberId, type MemberId } from '../../shared/world/address.ts'
import type { AvatarLook } from '../../shared/world/avatar.ts'
import { CallError, fetchMe, sendGreeting, wordsOf } from './api.ts'
import { keep, readKept } from './kept.ts'

export interface Person {
  readonly id: MemberId
  readonly name: string
  readonly account: string
  /** How one looks; null: the server did not say. */
  readonly look: AvatarLook | null
}

export type MeState =
  | { readonly state: 'asking' }
  | { readonly state: 'nameless' }
  | { readonly state: 'known'; readonly person: Person }
  /** Never named on this device, and the server cannot be asked. */
  | { readonly state: 'unreachable'; readonly text: string }

function personOf(me: Me): Person | null {
  const id = me.member && parseMemberId(me.member.id)
  if (!me.member || !id) return null
  const { name, account, look = null } = me.member
  return { id, name, account, look }
}

function remembered(): Person | null {
  const kept = readKept('me')
  if (kept === null) return null
  try {
    const me = Me.safeParse(JSON.parse(kept))
    return me.success ? personOf(me.data) : null
  } catch {
    return null
  }
}

function stateOf(me: Me): MeState {
  const person = personOf(me)
  keep('me', person ? JSON.stringify(me) : null)
  return person ? { state: 'known', person } : { state: 'nameless' }
}

export interface MeHandle {
  readonly me: MeState
  /** Gives or changes the name; rejects with a {@link CallError}. */
  readonly rename: (name: string) => Promise<void>
  /** Gives the name and how one looks. */
  readonly become: (name: string, look: AvatarLook) => Promise<void>
  /** Asks the server again. */
  readonly ask: () => void
}

/** Knows at once who was known here before, then asks the server. */
export function useMeHandle(): MeHandle {
  const [me, setMe] = useState<MeState>(() => {
    const person = remembered()
    return person ? { state: 'known', person } : { state: 'asking' }
  })
  const ask = useCallback(() => {
    fetchMe().then(
      (answer) => setMe(stateOf(answer)),
      (error: unknown) => setMe((before) => (before.state === 'known' ? before : unreachable(error))),
    )
  }, [])
  const rename = useCallback(async (name: string) => {
    setMe(stateOf(await sendGreeting({ name })))
  }, [])
  const become = useCallback(async (name: string, look: AvatarLook) => {
    setMe(stateOf(await sendGreeting({ name, look })))
  }, [])
  useEffect(ask, [ask])
  return { me, rename, become, ask }
}

const unreachable = (error: unknown): MeState => ({
  state: 'unreachable',
  text: error instanceof CallError ? error.message : wordsOf(error),
})

/** The person at this browser, and how to give them another name, or another look. */
export interface Myself {
  readonly person: Person
  readonly rename: MeHandle['rename']
  readonly become: MeHandle['become']
}

export const MeContext = createContext<Myself | null>(null)

/** The person at this browser; only below the gate that asks for a name. */
export function useMe(): Myself {
  const me = use(MeContext)
  if (!me) throw new Error('Nobody is named here yet.')
  return me
}

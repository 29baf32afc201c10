// Who waits at the doors of one's worlds, as this tab knows it, and where one is led to from there.
import type { WaitingKnocks } from '../../shared/wire/api/sharing-bodies.ts'
import type { Address } from '../../shared/world/address.ts'
import { Observable } from '../device/observable.ts'

export const waitingKnocks = new Observable<WaitingKnocks['knocks']>([])

/** The world whose panel *Share* is to open as soon as it is on the screen; null: none. */
export const wantedShare = new Observable<Address | null>(null)

/** The world whose panel *Share* is open, and lists who waits; null: none. */
export const openShare = new Observable<Address | null>(null)

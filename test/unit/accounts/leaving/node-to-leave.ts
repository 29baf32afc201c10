// A node in the test's own process, as far as accounts can leave it: on a store of the test, under a clock
// that the test holds.
import { randomBytes } from 'node:crypto'
import pino from 'pino'
import { openAccountServices, type AccountServices } from '../../../../server/accounts/account-services.ts'
import type { Account } from '../../../../server/accounts/model/account-view.ts'
import type { AccountEntry } from '../../../../server/accounts/account-entry.ts'
import type { Rights } from '../../../../server/accounts/rights/world-rights.ts'
import { worldHandover } from '../../../../server/http/account/world-handover.ts'
import { createOwnership, type Ownership } from '../../../../server/http/routing/world-ownership.ts'
import { openSignInServices, type SignInServices } from '../../../../server/accounts/sign-in-services.ts'
import type { Store } from '../../../../server/storage/store.ts'
import type { WorldRecord } from '../../../../server/contracts/world-record.ts'
import { createSync } from '../../../../server/sync/sync-server.ts'
import { makeLineId, makeWorldId, parseAddress } from '../../../../shared/world/address.ts'
import { coming, ManualClock, named } from '../accounts-in-memory.ts'

const random = (bytes: number): Uint8Array => new Uint8Array(randomBytes(bytes))
/** Nothing is due soon: nobody is there. */
export class Clock extends ManualClock {
  soon = (): (() => void) => () => undefined
}

const log = pino({ level: 'silent' })

export interface House {
  readonly access: AccountServices
  readonly entrance: AccountEntry
  readonly rights: Rights
  readonly ownership: Ownership
  readonly ways: SignInServices
  readonly store: Store
}

export async function open(disk: Store, clock: Clock): Promise<House> {
  const access = await openAccountServices('accounts', {
    store: disk,
    clock,
    random,
    log,
  })
  const { store, rights, entrance, rightOf } = access
  if (rights === null || entrance === null) throw new Error('no accounts')
  const sync = createSync({ store, clock, random, log, rightOf, makeMissing: false })
  const ownership = createOwnership({ store, sync, rights, clock, onFault: (error) => log.warn(error) })
  const parting = worldHandover({ ...access, store, ownership, rights })
  const ways = await openSignInServices({
    entrance,
    store,
    providers: [],
    parting,
    clock,
    ages: clock,
    random,
    log,
  })
  return { access, entrance, rights, ownership, ways, store }
}

export async function join({ entrance }: House, name: string, isFirst = false): Promise<Account> {
  const { account } = await entrance.join({
    ...coming(),
    account: named(name),
    name,
    invitation: null,
    isFirst,
    credentials: (id) => [entrance.passwords.setting(id, `hash of ${name}`)],
  })
  return account
}

export async function makeWorld({ store }: House, text: string, owner: Account | null): Promise<WorldRecord> {
  const address = parseAddress(text)
  if (address === null) throw new Error(text)
  const identity = { id: makeWorldId(random), line: makeLineId(random) }
  const world = await store.create({
    ...identity,
    address,
    title: text,
    at: 1,
    scene: [],
    owner: owner?.id ?? null,
  })
  if (world === null) throw new Error(`${text} is taken`)
  return world
}

// The cluster of endings and handovers in a node with accounts: other ways to sign in, worlds that get
// another owner, accounts that end, and homes of guests who come no more.
import { openEndingServices } from '../accounts/ending-services.ts'
import { openSignInServices } from '../accounts/sign-in-services.ts'
import { worldHandover } from '../http/account/world-handover.ts'
import type { HandoverServices } from '../http/routing/http-services.ts'
import { createOwnership } from '../http/routing/world-ownership.ts'
import { openHomesOfGuests } from './guest-home-services.ts'
import type { NodeAccounts } from './node-accounts.ts'
import type { NodeBase } from './node-base.ts'
import type { NodeProcesses } from './node-processes.ts'
import type { NodeWorlds } from './node-worlds.ts'

/** All of them are null in an open node. */
export interface NodeEndings extends HandoverServices {
  /** Continues what a restart interrupted, and ends what is over, until the returned function is called. */
  begin(): () => void
}

export async function openNodeEndings(
  { config, clock, random, log }: NodeBase,
  parts: {
    readonly accounts: NodeAccounts
    readonly worlds: NodeWorlds
    readonly processes: Pick<NodeProcesses, 'trials'>
  },
): Promise<NodeEndings> {
  const { accounts, worlds, processes } = parts
  const { access, ages, audit, loans } = accounts
  const { otherNodes, sync, owner } = worlds
  const { entrance, rights, store, settings, homeOrders } = access
  if (entrance === null || rights === null) return NO_ENDINGS
  const ownership = createOwnership({
    store,
    sync,
    rights,
    clock: ages,
    onFault: (error) => log.warn({ err: error }, 'expired offers of worlds could not be ended'),
  })
  const guestHomes = await openHomesOfGuests({
    access,
    ownership,
    sync,
    trials: processes.trials,
    clock,
    ages,
    log,
    note: (...deed) => audit.note(...deed),
  })
  const otherWays = await openSignInServices({
    entrance,
    store,
    providers: config.providers,
    parting: worldHandover({
      store,
      ownership,
      rights,
      settings,
      homeOrders,
      dismiss: (member) => owner.dismiss(member),
      beyond: otherNodes,
    }),
    clock,
    ages,
    random,
    log,
  })
  const { accountDeletion } = otherWays
  const ends = await openEndingServices({
    access,
    accountDeletion,
    loans,
    note: (...deed) => audit.note(...deed),
    clock,
    ages,
    log,
  })
  return {
    ownership,
    guestHomes,
    otherWays,
    ends,
    begin() {
      void accountDeletion.mend()
      const begun = [ownership.begin(), guestHomes?.begin(), ends?.begin()]
      return () => {
        for (const end of begun) end?.()
      }
    },
  }
}

const NO_ENDINGS: NodeEndings = {
  ownership: null,
  guestHomes: null,
  otherWays: null,
  ends: null,
  begin: () => () => undefined,
}

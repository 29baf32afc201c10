// `inkland account end`: ends accounts in the running node, and reports each.
import type { BatchFate } from '../accounts/leaving/batch-deletion.ts'
import { AccountRefusal } from '../accounts/model/account-refusal.ts'
import { ENDED_AT_ONCE_MAX } from '../../shared/wire/api/account-ending-bodies.ts'
import { parseAccountName } from '../../shared/world/address.ts'
import { say, WrongUse, type CommandArguments } from './control/cli-command.ts'
import { CliFault } from './control/cli-fault.ts'
import type { NodeToManage } from './control/running-node-command.ts'

const USAGE = 'Use account end NAME... with --worlds bin or bin-30-days, or with --offer-to NAME.'

/** Reads what is wished for; throws a WrongUse. */
export function endingIn(given: CommandArguments): (node: NodeToManage) => Promise<void> {
  const names = given.rest.slice(1)
  if (names.length === 0 || names.length > ENDED_AT_ONCE_MAX) throw new WrongUse(USAGE)
  const fate = fateIn(given.value('worlds'), given.value('offer-to'))
  return (node) => endAll(node, names, fate)
}

function fateIn(worlds: string | undefined, offerTo: string | undefined): BatchFate {
  if (offerTo !== undefined) {
    const passTo = parseAccountName(offerTo)
    if (passTo === null || worlds !== undefined) throw new WrongUse(USAGE)
    return { passTo }
  }
  if (worlds === 'bin') return 'bin'
  // Nobody loses worlds for want of an option.
  if (worlds === 'bin-30-days') return 'binThenGone'
  throw new WrongUse(USAGE)
}

async function endAll(
  { entrance, ends }: NodeToManage,
  names: readonly string[],
  fate: BatchFate,
): Promise<void> {
  if (ends === undefined) throw new CliFault('Start the node first: accounts are ended while it runs.')
  const found = [...new Set(names)].map((text) => {
    const name = parseAccountName(text)
    return { text, account: name && entrance.book.find(name) }
  })
  for (const { text, account } of found) if (!account) say(`${text}: nobody here has that account.`)
  const accounts = found.flatMap(({ account }) => account ?? [])
  if (accounts.length === 0) return
  try {
    await ends.start(accounts, fate, null)
  } catch (error) {
    if (error instanceof AccountRefusal) throw new CliFault(error.message)
    throw error
  }
  await ends.done()
  const lines = ends.lines()
  for (const { account, state, why } of lines)
    say(
      state === 'ended' ? `${account} was ended.` : `${account} is still here. ${why ?? 'It goes on later.'}`,
    )
  const left = lines.filter(({ state }) => state !== 'ended').length
  if (left > 0) throw new CliFault(`${left} of ${lines.length} are still here.`)
}

// How the programs of this process ask addresses outside.
import { readAuthorities } from '../tls/trusted-authorities.ts'
import type { NodeSettingsStore } from '../accounts/directory/node-settings.ts'
import type { ProgramFetching } from '../contracts/program-fetching.ts'
import { createProgramFetching } from '../web/program-fetching.ts'
import type { WorldRecord } from '../contracts/world-record.ts'
import type { NodeBase } from './node-base.ts'

/**
 * `settings`: null in an open node, where nobody allows anything. `ownerOf`: where more is known than whose a
 * world is, as of guests, who count as one.
 */
export function createNodeFetching(
  { config, clock }: Pick<NodeBase, 'config' | 'clock'>,
  settings: Pick<NodeSettingsStore, 'now'> | null,
  ownerOf: (world: WorldRecord) => string | null = ({ owner }) => owner,
): ProgramFetching {
  return createProgramFetching({
    clock,
    allowPrivate: config.peersPrivate,
    authorities:
      config.peersAuthorities === null ? [] : readAuthorities(config.peersAuthorities, clock.now()),
    payerOf: (world) => ownerOf(world) ?? world.id,
    allowed: () => settings?.now().webAddresses ?? [],
  })
}

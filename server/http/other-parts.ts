// The parts of a node with accounts that lets one sign in in other ways than by a password, too.
import type { OtherWays } from '../other-ways.ts'
import { hasAccounts, type AccountParts } from './entering.ts'
import type { Parts } from './parts.ts'

export type OtherParts = AccountParts & { readonly otherWays: OtherWays }

export const hasOtherWays = (parts: Parts): parts is OtherParts =>
  hasAccounts(parts) && parts.otherWays !== undefined

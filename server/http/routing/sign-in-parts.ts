// The parts of a node with accounts that lets one sign in in other ways than by a password, too.
import type { OtherWays } from '../../accounts/sign-in-services.ts'
import { hasAccounts, type AccountParts } from './request-account.ts'
import type { Parts } from './route-parts.ts'

export type OtherParts = AccountParts & { readonly otherWays: OtherWays }

export const hasOtherWays = (parts: Parts): parts is OtherParts =>
  hasAccounts(parts) && parts.otherWays !== undefined

// The requests of the admins' screens of groups to the server.
import {
  GroupDetails,
  GroupPage,
  NameListPlan,
  Slips,
  type GroupNamed,
  type NameListText,
  type RenewSlips,
  type TakeNameList,
} from '../../shared/wire/api/group-bodies.ts'
import { call } from './request.ts'
import type { ListQuery } from './admin-api.ts'

const at = (...parts: readonly string[]): string =>
  ['/api/admin/groups', ...parts.map(encodeURIComponent)].join('/')

export const fetchGroups = ({ search, page }: ListQuery): Promise<GroupPage> =>
  call('GET', `${at()}?${new URLSearchParams({ search, page: String(page) })}`, GroupPage)
export const makeGroup = (body: GroupNamed): Promise<GroupDetails> => call('POST', at(), GroupDetails, body)
export const fetchGroup = (id: string): Promise<GroupDetails> => call('GET', at(id), GroupDetails)
export const renameGroup = (id: string, body: GroupNamed): Promise<GroupDetails> =>
  call('PATCH', at(id), GroupDetails, body)
export const removeGroup = (id: string): Promise<null> => call('DELETE', at(id), null)

export const putIn = (id: string, account: string): Promise<GroupDetails> =>
  call('PUT', at(id, 'members', account), GroupDetails, {})
export const takeOut = (id: string, account: string): Promise<GroupDetails> =>
  call('DELETE', at(id, 'members', account), GroupDetails)

/** The effect of a list of names. */
export const lookAtList = (id: string, body: NameListText): Promise<NameListPlan> =>
  call('POST', at(id, 'list', 'look'), NameListPlan, body)
export const takeList = (id: string, body: TakeNameList): Promise<Slips> =>
  call('POST', at(id, 'list'), Slips, body)
export const renewSlips = (id: string, body: RenewSlips): Promise<Slips> =>
  call('POST', at(id, 'slips'), Slips, body)
export const withdraw = (id: string, person: string): Promise<GroupDetails> =>
  call('DELETE', at(id, 'pending', person), GroupDetails)

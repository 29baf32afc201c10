// Requests to the server about the groups that one may name, and their members.
import { GroupPeople, MyGroups } from '../../shared/wire/api/group-bodies.ts'
import { call } from './request.ts'

export const fetchMyGroups = (): Promise<MyGroups> => call('GET', '/api/groups', MyGroups)
export const fetchGroupPeople = (id: string): Promise<GroupPeople> =>
  call('GET', `/api/groups/${encodeURIComponent(id)}`, GroupPeople)

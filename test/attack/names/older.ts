// The data of an older node: accounts under names that nobody gets any more.
import pino from 'pino'
import { openSqliteStore } from '../../../server/storage/sqlite/sqlite-store.ts'
import type { JsonValue } from '../../../server/records/stored-record.ts'
import { parseAccountName } from '../../../shared/world/address.ts'

/** Gives an account other names, in the data folder of a node that does not run. */
export async function rename(data: string, from: string, to: string, name: string): Promise<void> {
  const store = await openSqliteStore({ folder: data, logger: pino({ level: 'silent' }) })
  const word = parseAccountName(to)
  const found = (await store.records('account')).find(({ value }) => field(value, 'account') === from)
  if (found === undefined || word === null) throw new Error(`${from} is not here`)
  const account = { ...Object(found.value), account: word, name } as JsonValue
  await store.changeRecords([
    { kind: 'account', id: found.id, value: account },
    { kind: 'accountName', id: from, forget: true },
    { kind: 'accountName', id: word, value: { id: found.id, until: null } },
  ])
  await store.close()
}

const field = (value: unknown, name: string): unknown => Reflect.get(Object(value) as object, name)

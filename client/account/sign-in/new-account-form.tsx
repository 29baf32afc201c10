// The form for a new account: a name, the word of the account, a password. The word follows the name until
// one writes another.
import { useState } from 'react'
import type * as z from 'zod/mini'
import { parseAccountName, wordFrom } from '../../../shared/world/address.ts'
import { focusAndSelect } from '../../parts/autofocus.ts'
import { NameField, NewAccountField } from './account-field.tsx'
import { SignInSheetForm } from './sign-in-sheet.tsx'
import { useForm } from '../../parts/requests/use-form.ts'
import { NewPasswordField } from './password-field.tsx'

interface NewAccountFormProps<Body> {
  readonly schema: z.ZodMiniType<Body>
  /** Further fields of the form. */
  readonly more: Readonly<Record<string, unknown>>
  readonly send: (body: Body) => Promise<void>
  readonly sendLabel: string
  /** The name somebody has as a guest, or on a list. */
  readonly name?: string
  /** The account that somebody is to have who was on a list; they may choose another one. */
  readonly account?: string | null
}

/** Which line each refusal of the server is about. */
const FIELDS = { taken: 'account', word: 'account', name: 'name', weak: 'password' }

export function NewAccountForm<Body>({
  schema,
  more,
  send,
  sendLabel,
  name: before = '',
  account: wanted = null,
}: NewAccountFormProps<Body>) {
  const [name, setName] = useState(before)
  const [chosen, setChosen] = useState<string | null>(wanted)
  const [password, setPassword] = useState('')
  const account = chosen ?? wordOf(name)
  const form = useForm({
    schema,
    body: () => ({ ...more, name, account: account.trim(), password }),
    send,
    fields: FIELDS,
  })
  return (
    <SignInSheetForm form={form} send={sendLabel}>
      <NameField form={form} value={name} onText={setName} ref={focusAndSelect} />
      <NewAccountField form={form} value={account} onText={setChosen} />
      <NewPasswordField
        label="Password"
        value={password}
        onText={setPassword}
        trouble={form.trouble('password')}
      />
    </SignInSheetForm>
  )
}

/** Nothing where a name is no word. */
function wordOf(name: string): string {
  const word = wordFrom(name, '')
  return word !== '' && parseAccountName(word) !== null ? word : ''
}

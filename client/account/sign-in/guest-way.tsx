// Coming as a guest: a name is enough, and it is told what that is good for.
import { useState } from 'react'
import type { NodeInfo } from '../../../shared/wire/api/node-bodies.ts'
import { Greeting } from '../../../shared/wire/api/greeting-body.ts'
import { PERSON_NAME_MAX } from '../../../shared/world/limits.ts'
import { SIGN_IN } from '../../navigation/route.ts'
import { focusAndSelect } from '../../parts/autofocus.ts'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { SignInSheetForm } from './sign-in-sheet.tsx'
import { useForm } from '../../parts/requests/use-form.ts'

/** Leads to where one signs in, with this open. */
export const AS_GUEST = `${SIGN_IN}#guest`

interface GuestProps {
  readonly node: NodeInfo | null
  readonly onName: (name: string) => Promise<void>
}

/** The fate of a guest's home; nothing if the node is older than this message. */
export function homeStays(node: NodeInfo | null): string {
  const days = node?.guestHomeDays
  if (days === undefined) return ''
  return ` Your home here is kept for ${days === 1 ? 'a day' : `${days} days`} after your last visit.`
}

export function GuestWay({ node, onName }: GuestProps) {
  const [isOpen, setOpen] = useState(() => `${location.pathname}${location.hash}` === AS_GUEST)
  if (!isOpen) return <Button onClick={() => setOpen(true)}>Come as a guest</Button>
  return (
    <section className="door-guest" aria-label="Come as a guest">
      <GuestForm node={node} onName={onName} />
    </section>
  )
}

export function GuestForm({ node, onName }: GuestProps) {
  const [name, setName] = useState('')
  const form = useForm({
    schema: Greeting,
    body: () => ({ name }),
    send: (body) => onName(body.name ?? name),
    fields: { name: 'name' },
  })
  return (
    <SignInSheetForm form={form} send="Come in">
      <Field
        label="Your name"
        name="nickname"
        autoComplete="nickname"
        value={name}
        onText={setName}
        trouble={form.trouble('name')}
        maxLength={PERSON_NAME_MAX}
        ref={focusAndSelect}
        hint={`There is no password: you are this guest in this browser only.${homeStays(node)} If you create an account later, what you did stays yours.`}
      />
    </SignInSheetForm>
  )
}

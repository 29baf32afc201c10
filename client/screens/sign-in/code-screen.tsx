// Typing the code of a slip of paper: it leads to where the link of the same slip leads.
import { useState } from 'react'
import { SetupCode } from '../../../shared/wire/api/account-bodies.ts'
import { Link } from '../../parts/route-link.tsx'
import { replaceRoute, HOME, JOIN, SIGN_IN } from '../../navigation/route.ts'
import { focusAndSelect } from '../../parts/autofocus.ts'
import { Field } from '../../parts/field.tsx'
import { secretForCode } from '../../api/account-api.ts'
import { SignInSheetForm, SignInSheet } from '../../account/sign-in/sign-in-sheet.tsx'
import { useForm } from '../../parts/requests/use-form.ts'
import { accountIn, type SignInScreenProps } from './screen-props.ts'

export default function CodeScreen({ me }: SignInScreenProps) {
  const [code, setCode] = useState('')
  const form = useForm({
    schema: SetupCode,
    body: () => ({ code: code.trim() }),
    send: async (body) => {
      const { secret } = await secretForCode(body.code)
      replaceRoute(`${JOIN}#${encodeURIComponent(secret)}`)
    },
    fields: { void: 'code', slow: 'code' },
  })
  return (
    <SignInSheet
      place={me}
      title="Type your code"
      text="It is on the slip of paper that you were given: ten letters and digits. Small or large letters are the same."
    >
      <SignInSheetForm form={form} send="Continue">
        <Field
          label="Code"
          name="code"
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          placeholder="CDFGH-JKMNP"
          value={code}
          onText={(text) => setCode(text.toUpperCase())}
          trouble={form.trouble('code')}
          ref={focusAndSelect}
        />
      </SignInSheetForm>
      <div className="door-links">
        {accountIn(me) ? (
          <Link to={HOME}>See the worlds here</Link>
        ) : (
          <Link to={SIGN_IN}>I have no code: sign in</Link>
        )}
        <span>If your slip is lost, ask whoever gave it to you for a new one.</span>
      </div>
    </SignInSheet>
  )
}

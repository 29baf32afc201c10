// What can be set from within the node; in force at once.
import { useState } from 'react'
import { AdminSettingsChange, type AdminSettings } from '../../shared/wire/admin.ts'
import { useForm } from '../account/form.ts'
import { notify } from '../app/notices.ts'
import { Button } from '../parts/button.tsx'
import { Field } from '../parts/field.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { changeSettings, fetchSettings } from './calls.ts'
import { Answer, Section } from './section.tsx'
import { useAsked } from './use-asked.ts'

const MB = 1024 * 1024

export default function SettingsPart() {
  const [asked, again] = useAsked(fetchSettings)
  return (
    <Section
      title="Settings"
      text="In force as soon as they are saved. Ports, certificates and the most connections are set where the node is started."
    >
      <Answer asked={asked} onAgain={again}>
        {(settings) => <SettingsForm settings={settings} onSaved={again} />}
      </Answer>
    </Section>
  )
}

interface Props {
  readonly settings: AdminSettings
  readonly onSaved: () => void
}

function SettingsForm({ settings, onSaved }: Props) {
  const [title, setTitle] = useState(settings.title)
  const [signUp, setSignUp] = useState(settings.signUp)
  const [invites, setInvites] = useState(settings.invites)
  const [guests, setGuests] = useState(settings.guests)
  const [worlds, setWorlds] = useState(String(settings.worldsPerAccount))
  const [perDay, setPerDay] = useState(inMb(settings.bytesPerDay))
  const [inAll, setInAll] = useState(inMb(settings.bytesPerAccount))
  const [ofWorld, setOfWorld] = useState(inMb(settings.pictureBytesPerWorld))
  const [ofAccount, setOfAccount] = useState(inMb(settings.pictureBytesPerAccount))
  const form = useForm({
    schema: AdminSettingsChange,
    body: () => ({
      title,
      signUp,
      invites,
      guests,
      worldsPerAccount: wholeIn(worlds),
      bytesPerDay: fromMb(perDay),
      bytesPerAccount: fromMb(inAll),
      pictureBytesPerWorld: fromMb(ofWorld),
      pictureBytesPerAccount: fromMb(ofAccount),
    }),
    send: async (body) => {
      await changeSettings(body)
      notify({ text: 'The settings are saved, and in force.' })
      onSaved()
    },
  })
  const numberOf = (field: string, words: string): string | null =>
    form.trouble(field) === null ? null : words
  const trouble = form.trouble('form')
  return (
    <form className="admin-settings" onSubmit={form.onSubmit} noValidate>
      <Field
        label="What this place is called"
        hint="It stands over the sign-in, and on every page."
        value={title}
        onText={setTitle}
        trouble={form.trouble('title')}
      />
      <Choice
        legend="Who may make an account"
        value={signUp}
        onChoose={setSignUp}
        options={[
          { value: 'invited', label: 'Who was invited', hint: 'With the link of an invitation.' },
          { value: 'open', label: 'Anybody', hint: 'Whoever reaches this node.' },
        ]}
      />
      <Choice
        legend="Who may invite"
        value={invites}
        onChoose={setInvites}
        options={[
          { value: 'accounts', label: 'Everybody with an account', hint: 'Each up to 100 at once.' },
          { value: 'admins', label: 'Admins alone', hint: 'Invitations that are open stay good.' },
        ]}
      />
      <Choice
        legend="Guests"
        value={guests ? 'yes' : 'no'}
        onChoose={(value) => setGuests(value === 'yes')}
        options={[
          {
            value: 'yes',
            label: 'May come with a name alone',
            hint: 'Each world says what they may do there.',
          },
          { value: 'no', label: 'May not come', hint: 'Those who are here are out at once.' },
        ]}
      />
      <Field
        label="Worlds of one account, at most"
        hint="From 1 to 100,000. Those in the bin count, too."
        value={worlds}
        onText={setWorlds}
        trouble={numberOf('worldsPerAccount', 'A whole number from 1 to 100,000.')}
        inputMode="numeric"
      />
      <Field
        label="What one account adds in a day, in MB"
        hint="From 1 to 1,000,000. A day of writing takes 1 to 6 MB. All without an account count together, and all people of a node."
        value={perDay}
        onText={setPerDay}
        trouble={numberOf('bytesPerDay', 'A whole number from 1 to 1,000,000.')}
        inputMode="numeric"
      />
      <Field
        label="What one account adds in all, in MB"
        hint="From 1 to 1,000,000. What is there stays when it is less."
        value={inAll}
        onText={setInAll}
        trouble={numberOf('bytesPerAccount', 'A whole number from 1 to 1,000,000.')}
        inputMode="numeric"
      />
      <Field
        label="Pictures in one world, in MB"
        hint="From 0 to 1,000,000. What is there stays when it is less."
        value={ofWorld}
        onText={setOfWorld}
        trouble={numberOf('pictureBytesPerWorld', 'A whole number from 0 to 1,000,000.')}
        inputMode="numeric"
      />
      <Field
        label="Pictures that one account put anywhere, in MB"
        hint="From 0 to 1,000,000."
        value={ofAccount}
        onText={setOfAccount}
        trouble={numberOf('pictureBytesPerAccount', 'A whole number from 0 to 1,000,000.')}
        inputMode="numeric"
      />
      <Trouble text={trouble} />
      <div>
        <Button type="submit" look="main" aria-busy={form.isBusy}>
          Save
        </Button>
      </div>
    </form>
  )
}

/** A number as people type it; what is none is no number, which the schema refuses. */
const wholeIn = (text: string): number =>
  /^\d+$/.test(text.replace(/[\s,]/g, '')) ? Number(text.replace(/[\s,]/g, '')) : Number.NaN
const inMb = (bytes: number): string => String(Math.round(bytes / MB))
const fromMb = (text: string): number => wholeIn(text) * MB

interface ChoiceProps<T extends string> {
  readonly legend: string
  readonly value: T
  readonly options: readonly { readonly value: T; readonly label: string; readonly hint: string }[]
  readonly onChoose: (value: T) => void
}

function Choice<T extends string>({ legend, value, options, onChoose }: ChoiceProps<T>) {
  return (
    <fieldset className="admin-choice">
      <legend>{legend}</legend>
      {options.map((option) => (
        <label key={option.value}>
          <input
            type="radio"
            name={legend}
            checked={option.value === value}
            onChange={() => onChoose(option.value)}
          />
          <span>
            {option.label} <span className="admin-more">{option.hint}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}

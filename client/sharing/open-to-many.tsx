// What a world gives to many at once: to everyone who is signed in, and to anybody at all.
import { useId, type ReactNode } from 'react'
import type { OpenRight } from '../../shared/wire/sharing.ts'
import { openTo } from './calls.ts'
import { Choose } from './choose.tsx'
import { Part, type PartProps } from './part.tsx'
import { CAN, OPEN_RIGHTS } from './words.ts'

const RIGHTS = OPEN_RIGHTS.map((value) => ({ value, label: value === 'none' ? 'nothing' : CAN[value] }))

export function OpenToMany({ address, sharing, change }: PartProps) {
  const give = (to: 'everyone' | 'public', right: OpenRight): void =>
    void change(
      () => openTo(address, { [to]: right }),
      (before) => ({ ...before, [to]: right }),
    )
  return (
    <Part title="Many at once">
      <Line
        label="Everyone signed in"
        note="with an account here"
        right={sharing.everyone}
        onGive={(right) => give('everyone', right)}
      />
      <Line
        label="Anybody at all"
        note="guests, too"
        right={sharing.public}
        onGive={(right) => give('public', right)}
      />
    </Part>
  )
}

interface LineProps {
  readonly label: string
  readonly note: ReactNode
  readonly right: OpenRight
  readonly onGive: (right: OpenRight) => void
}

function Line({ label, note, right, onGive }: LineProps) {
  const id = useId()
  return (
    <div className="share-line">
      <span className="share-who">
        <span className="share-name">{label}</span>
        <span className="share-account" id={id}>
          {note}
        </span>
      </span>
      <Choose
        label={`What ${label.toLowerCase()} can do`}
        aria-describedby={id}
        value={right}
        options={RIGHTS}
        onChoose={onGive}
      />
    </div>
  )
}

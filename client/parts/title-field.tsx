// The title of a world that is to be made, with the address that comes of it.
import type { Ref } from 'react'
import { wordFrom } from '../../shared/world/address.ts'
import { TITLE_MAX } from '../../shared/world/limits.ts'
import { useMe } from '../session/me.ts'
import { Field } from './field.tsx'

interface TitleFieldProps {
  readonly title: string
  readonly onTitle: (title: string) => void
  readonly trouble: string | null
  readonly placeholder?: string
  readonly ref?: Ref<HTMLInputElement>
}

export function TitleField({ title, onTitle, ...field }: TitleFieldProps) {
  const { person } = useMe()
  return (
    <Field
      {...field}
      label="Title"
      value={title}
      onText={onTitle}
      maxLength={TITLE_MAX}
      hint={
        <>
          Its address will be{' '}
          <b className="address">
            {person.account}/{wordFrom(title, 'world')}
          </b>
          {', with a number added if that is taken.'}
        </>
      }
    />
  )
}

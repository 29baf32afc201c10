// A clock that shows the time on its page and strikes the hours.
import { starterPage, type Starter } from './starter.ts'

const WORDS = `
# Clock

It shows the time in Greenwich.

> [!maker]
> For your own time, set in the settings how many hours ahead you are.

#time 00:00
`

const CODE = String.raw`
// Hours ahead of Greenwich, and whether it strikes.
const settings = props({ ahead: 0, strikes: true })

every(1, tick)
on('use', tellTheTime)

function tick() {
  const time = timeNow()
  if (time === text().read('time')) return
  text().show('time', time)
  if (settings.strikes && time.endsWith(':00')) strike(Number(time.slice(0, 2)))
}

function strike(hour) {
  say('Ding! '.repeat(hour % 12 || 12).trim())
}

function tellTheTime() {
  say('It is ' + timeNow() + '.')
}

// As in 17:05.
function timeNow() {
  const date = new Date(Date.now() + settings.ahead * 60 * 60 * 1000)
  return date.toISOString().slice(11, 16)
}
`

export const clock: Starter = {
  name: 'Clock',
  sprite: 'house',
  width: 72,
  height: 96,
  stays: true,
  words: 'Shows the time, and strikes the hours.',
  text: starterPage(WORDS, CODE),
}

#!/bin/sh
# Makes the recordings of the demonstration anew: 16-bit mono WAV at 16 kHz. Needs espeak-ng and sox.
set -eu
cd "$(dirname "$0")"

say() { # file, voice, words
    espeak-ng -v "$2" -s 160 -w spoken.wav "$3"
    sox spoken.wav -r 16000 -b 16 -c 1 "$1.wav" gain -n -3
    rm spoken.wav
}

say oliver en-gb "Hello Alex, it's Oliver. The client has signed. Call me back when you can."
say astrid en-gb+f3 "Hi Alex, Astrid here. The keys are at the reception."
say ines fr+f2 "Bonjour, c'est Inès. Pouvez-vous me rappeler ce soir ?"

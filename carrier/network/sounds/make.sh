#!/bin/sh
# Makes the recordings of the simulated people with espeak-ng and sox. Run in this folder.
set -eu
say() { # name, words
    espeak-ng -v en-gb+f3 -s 165 --stdout "$2" | sox -t wav - -r 8000 -c 1 -b 16 "$1.wav" gain -n -6 silence 1 0.01 0.5% reverse silence 1 0.01 0.5% reverse
}
say at-the-tone "At the tone, the time will be"
for number in $(seq 0 20) 30 40 50; do say "number-$number" "$number"; done
say o-clock "o'clock"
say oh "oh"
say robin "Hello, this is Robin. Say what you like, I am listening. Press five, and I will call you back."
say goodbye "Goodbye."
sox -n -r 8000 -c 1 -b 16 beep.wav synth 0.4 sine 880 gain -9 fade 0.01 0.4 0.02

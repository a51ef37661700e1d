"""The yardstick for start-up: a PySide6 window with one label, and nothing else."""

from __future__ import annotations

import sys
import time

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow


class Window(QMainWindow):
    painted = False

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.Paint and not self.painted:
            self.painted = True
            # The system's monotonic clock, the same in every process.
            print(f"first-window {time.monotonic():.6f}", flush=True)
            QTimer.singleShot(0, QApplication.quit)
        return done


app = QApplication(sys.argv)
window = Window()
window.resize(1180, 760)
window.setCentralWidget(QLabel("Fiveline"))
window.show()
app.exec()

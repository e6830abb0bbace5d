from django.urls import path

from reviews.documents import views

urlpatterns = [
    path("documents/<int:pk>.pdf", views.document_file, name="document-file"),
    path("documents/<int:pk>/<int:index>.webp", views.page_picture, name="page-picture"),
]
